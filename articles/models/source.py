from django.db import models


class Source(models.Model):
    """Where copy comes from: an agency, or the newsroom itself."""

    name = models.CharField(max_length=120, unique=True, help_text="As it is printed: Xinhua, AP, Our own.")
    slug = models.SlugField(max_length=60, unique=True)
    credit_line = models.CharField(
        max_length=255, blank=True, help_text="The credit of its photographs that carry none of their own."
    )
    rights_note = models.TextField(
        blank=True, help_text="What its contract allows, for editors. Never shown to readers."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Topic(models.Model):
    """A subject that runs through sections."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
