"""The rules of this floor; what other floors announce by stands here."""

from portal.notices.rules.news import About, Bilingual, FieldValue, News, To

__all__ = ["About", "Bilingual", "FieldValue", "News", "To"]
