"""`make tour`: photographs every page of a portal into tour/, for somebody to look at.

Each page is taken on a phone and a desktop, in Chinese and English, light, dark and in large text.
"""
