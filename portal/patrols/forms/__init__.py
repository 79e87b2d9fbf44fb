"""The words of patrols in the reader's language, and their forms."""
