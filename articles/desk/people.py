"""Accounts and their rights: Django's own, with the rights that mean something at the desk, as boxes to tick."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User

from articles.desk.model_admin import DeskAdmin

ROOMS = ("articles", "auth")


class Rights(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, permission):
        return permission.name


class RightsAsBoxes(DeskAdmin):
    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.remote_field.model is not Permission:
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        of_the_desk = Permission.objects.filter(content_type__app_label__in=ROOMS).order_by("content_type", "codename")
        return Rights(of_the_desk, label=db_field.verbose_name, required=False)


admin.site.unregister([User, Group])


@admin.register(User)
class DeskUserAdmin(RightsAsBoxes, UserAdmin):
    filter_horizontal = ()
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active"]
    list_filter = ["is_staff", "is_active", "groups"]


@admin.register(Group)
class DeskGroupAdmin(RightsAsBoxes, GroupAdmin):
    filter_horizontal = ()
