from django import forms
from django.contrib import admin, messages
from django.db import connection
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join, strip_tags

from articles import content as contents
from articles import publishing, revising
from articles.desk import cards, duplicate, files, numbers, pick, publish, states, story_form, tasks, uploads
from articles.desk.filters import WithReaders
from articles.desk.model_admin import DeskAdmin
from articles.models import Article, Section


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    form = story_form.ArticleForm
    inlines = [story_form.PhotoInline, story_form.DocumentInline]
    list_display = ["headline", "state", "section", "source", "saved", "assigned_to"]
    sortable_by = ["saved"]
    list_filter = [WithReaders, "section", "source", "desk_status", "language"]
    search_fields = ["headline", "slugline"]
    search_help_text = "Words of the headline or the slugline"
    ordering = ["-saved_at", "-pk"]
    raw_id_fields = ["related"]
    change_form_template = "desk/story.html"
    fieldsets = [
        (None, {"fields": ["seen_version", "headline", "summary", ("dateline", "byline"), "body"]}),
        ("Desk", {"fields": ["desk_status", "assigned_to", "ednote", "urgency", "slugline"]}),
        ("Where it belongs", {"fields": ["section", "source", "topics", "related", "language"]}),
        (
            "When readers get it",
            {"fields": ["pubstatus", "embargo", "embargo_indefinite", "expires", "dated", "usage_terms"]},
        ),
        ("Address and search", {"fields": ["slug", "search_headline"]}),
    ]

    def get_urls(self):
        guarded = self.admin_site.admin_view
        rooms = (publish, files, pick, cards, uploads, duplicate)
        return [*(url for room in rooms for url in room.urls(guarded)), *super().get_urls()]

    def get_queryset(self, request):
        return contents.related_rows(super().get_queryset(request)).select_related(
            "section__parent__parent__parent", "assigned_to"
        )

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        found = states.of(list(changelist.result_list), timezone.now())
        for article in changelist.result_list:
            article.states = found[article.pk]
        return changelist

    @admin.display(description="State")
    def state(self, article):
        return format_html_join(
            " ",
            '<span class="state {}" title="{}">{}</span>',
            ((state.name, _moment(state.at), state.word) for state in article.states),
        )

    @admin.display(description="Saved", ordering="saved_at")
    def saved(self, article):
        return _moment(article.saved_at)

    def get_readonly_fields(self, request, obj=None):
        if obj and not hasattr(obj, "begun"):  # the admin asks twice for one page
            obj.begun = obj.editions.filter(cancelled_at=None, live_from__lte=timezone.now(), path__gt="").exists()
        return ["slug"] if obj and obj.begun else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.select_related("parent__parent__parent")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "topics":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_object(self, request, object_id, from_field=None):
        if connection.in_atomic_block:  # a POST: nobody else may save between the look and the write
            list(Article.objects.select_for_update().filter(pk=numbers.of(str(object_id))))
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            article = self.get_object(request, object_id) if object_id else None
            allowed = self.has_change_permission(request, article) if object_id else self.has_add_permission(request)
            if allowed:
                uploads.into_rows(request, article)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = context["media"].with_nonce(str(request.csp_nonce))
        context["theirs"] = context["adminform"].form.theirs
        context["may_publish"] = request.user.has_perm(publish.PUBLISH)
        context["may_withdraw"] = request.user.has_perm(publish.WITHDRAW)
        context["length"] = _length(obj.body if obj else "")
        if obj:
            # A form that is sent back has written into its object: the state is that of the saved one.
            saved = self.get_queryset(request).get(pk=obj.pk) if request.method == "POST" else obj
            context["states"] = states.of([saved], timezone.now())[obj.pk]
            editions = obj.editions.select_related("created_by").defer("content", "keys", "notices")
            context["wire"] = tasks.of_story(obj)
            context["editions"] = list(editions.order_by("-number")[:10])
            context["show_delete"] = not context["editions"]  # what has been published is withdrawn, never deleted
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.prefix == "photos" and request.user.has_perm("articles.change_photo"):
            formset.fill_library()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        cards.place(form.instance)
        revising.keep(form.instance, request.user)
        for edition in publishing.hold_back(form.instance):
            messages.warning(
                request,
                f"The edition scheduled for {_moment(edition.live_from)} was cancelled: the embargo or the publishing "
                "status does not allow it any more.",
            )

    def response_change(self, request, obj):
        return self._to_publish(request, obj) or super().response_change(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._to_publish(request, obj) or super().response_add(request, obj, post_url_continue)

    def _to_publish(self, request, obj):
        """Straight on to the Publish page, unless a file was refused: the editor should see which."""
        if "_publish" not in request.POST:
            return None
        page = "change" if getattr(request, "refused_files", 0) else "publish"
        return HttpResponseRedirect(reverse(f"admin:articles_article_{page}", args=[obj.pk]))


def _moment(at):
    return timezone.localtime(at).strftime("%b %-d, %Y, %H:%M") if at else ""


def _length(body):
    words = len(strip_tags(body).split())
    return f"{words} word{'' if words == 1 else 's'}, {max(1, round(words / 230))} min to read"
