"""The catalogue (目录): the tree of columns that offices must fill."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.offices.models import DepartmentKind
from disclosure.catalogue.querysets import CategoryQuerySet
from foundation.trees.models import TreeNode


def all_kinds() -> list[str]:
    """Return every kind of office: a column is for all of them unless it says otherwise."""
    return list(DepartmentKind.values)


class Category(TreeNode):
    """A column of the catalogue. `update_days` is the longest time it may stay without news; empty: no norm."""

    name = models.CharField(_("name"), max_length=60)
    description = models.TextField(_("what belongs here"), blank=True)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    office_kinds = models.JSONField(_("for offices of kind"), default=all_kinds)
    update_days = models.PositiveSmallIntegerField(_("renewed at least every (days)"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_local = models.BooleanField(_("local column"), default=False, help_text=_("Not in the province's catalogue."))

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("catalogue")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("disclosure:category", args=[self.code])
