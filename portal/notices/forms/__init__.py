"""The words of the notices in the reader's language, and what their forms ask for."""

from portal.notices.forms.kinds import Wording, body_of, name_kinds, short_of, title_of

__all__ = ["Wording", "body_of", "name_kinds", "short_of", "title_of"]
