"""A tree whose every node knows its whole path, so that "this and all below" is one index range."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _


class TreeQuerySet(models.QuerySet):
    """Reading of trees; a node's path is the codes from the root down, each followed by a slash."""

    def below(self, node: "TreeNode") -> Self:
        """Return `node` and everything below it."""
        return self.filter(path__startswith=node.path)

    def above(self, node: "TreeNode") -> Self:
        """Return `node` and everything above it, from the root down."""
        return self.filter(path__in=node.ancestor_paths()).order_by("path")

    def roots(self) -> Self:
        return self.filter(parent=None)


class TreeNode(models.Model):
    """A node with a code that is unique in its tree; `path` follows from the codes above it and is kept by `save`.

    A tree gives itself `objects` from a queryset that is a `TreeQuerySet`.
    """

    code = models.CharField(_("code"), max_length=18, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    path = models.CharField(max_length=255, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the node and move everything below it along when its code or parent changed."""
        before = self.path
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        with transaction.atomic():
            if self.pk and before and before != self.path:
                self._move_descendants(before)
            super().save(*args, **kwargs)

    def _move_descendants(self, before: str) -> None:
        if self.path.startswith(before) and self.path != before:
            raise ValidationError({"parent": _("A node can't stand below itself.")})
        type(self)._default_manager.filter(path__startswith=before).exclude(pk=self.pk).update(
            path=Concat(models.Value(self.path), Substr("path", len(before) + 1))
        )

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent and self.path and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": _("A node can't stand below itself.")})

    @property
    def depth(self) -> int:
        """Return the number of nodes above this one; a root has 0."""
        return self.path.count("/") - 1

    def ancestor_paths(self) -> list[str]:
        """Return the paths of this node and of all above it, from the root down."""
        codes = self.path.split("/")[:-1]
        return ["".join(f"{code}/" for code in codes[: n + 1]) for n in range(len(codes))]
