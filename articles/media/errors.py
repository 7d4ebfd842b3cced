"""What the desk is told when a file cannot be taken."""


class Refused(Exception):
    """Its text is a whole sentence for an editor: what happened, and what to do next."""
