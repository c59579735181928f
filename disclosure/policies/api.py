"""Policies and interpretations in the API: published ones, for everybody, to read."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets

from disclosure.items.api import ItemFilter, versions_to_tell, withdrawn_answer
from disclosure.items.api_pages import ItemPages
from disclosure.items.serializers import ItemDetailSerializer, ItemSerializer
from disclosure.items.statuses import Validity
from disclosure.policies.models import Interpretation, Policy, StandingRelation
from disclosure.policies.querysets import PolicyQuerySet
from disclosure.policies.statuses import InterpretationForm, PolicyClass, RelationKind
from foundation.forms.truth import TruthFilter


class RelationSerializer(serializers.Serializer):
    """What a policy says of another document: `item` is its id here, else title and issuer name one elsewhere."""

    kind = serializers.ChoiceField(choices=RelationKind.choices)
    item = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    address = serializers.CharField()
    effective_on = serializers.DateField(allow_null=True)


class ReverseRelationSerializer(serializers.ModelSerializer):
    """What a later policy says of this one."""

    policy = serializers.IntegerField(source="policy_id")
    title = serializers.CharField(source="policy.current_version.title")
    number = serializers.CharField(source="policy.current_version.document_number")

    class Meta:
        model = StandingRelation
        fields = ("kind", "policy", "title", "number", "since")
        read_only_fields = fields


class PolicySerializer(ItemSerializer):
    """A policy as lists show it."""

    policy_class = serializers.ChoiceField(source="listed_class", choices=PolicyClass.choices)
    lapsed_since = serializers.DateField(allow_null=True, help_text=gettext_lazy("first day after its term"))
    must_be_interpreted = serializers.BooleanField(source="owes_interpretation")
    interpreted_on = serializers.DateField(allow_null=True)

    class Meta(ItemSerializer.Meta):
        model = Policy
        fields = (
            *ItemSerializer.Meta.fields,
            "policy_class",
            "amended_since",
            "abolished_since",
            "lapsed_since",
            "must_be_interpreted",
            "interpreted_on",
        )
        read_only_fields = fields


class InterpretationSerializer(ItemSerializer):
    """An interpretation as lists show it; `policy` is the id of the policy here, else `external_title` names it."""

    form = serializers.ChoiceField(choices=InterpretationForm.choices)
    policy = serializers.SerializerMethodField()
    external_title = serializers.SerializerMethodField()
    external_number = serializers.SerializerMethodField()
    external_issuer = serializers.SerializerMethodField()
    external_address = serializers.SerializerMethodField()

    class Meta(ItemSerializer.Meta):
        model = Interpretation
        fields = (
            *ItemSerializer.Meta.fields,
            "form",
            "policy",
            "external_title",
            "external_number",
            "external_issuer",
            "external_address",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_policy(self, interpretation: Interpretation) -> int | None:
        policy = interpretation.policy
        return policy.pk if policy and policy.is_public else None

    def get_external_title(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "external_title")

    def get_external_number(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "external_number")

    def get_external_issuer(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "external_issuer")

    def get_external_address(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "external_address")

    @staticmethod
    def _published(interpretation: Interpretation, name: str) -> str:
        version: Any = interpretation.current_version
        return str(version.annex.get(name, ""))


class PolicyDetailSerializer(PolicySerializer, ItemDetailSerializer):
    """A policy whole, with its relations both ways and its interpretations."""

    relations = serializers.SerializerMethodField()
    relations_from_others = ReverseRelationSerializer(source="relations_from", many=True)
    interpretations = serializers.SerializerMethodField(help_text=gettext_lazy("ids of public interpretations"))

    class Meta(PolicySerializer.Meta):
        fields = (
            *PolicySerializer.Meta.fields,
            "body",
            "attachments",
            "versions",
            "relations",
            "relations_from_others",
            "interpretations",
        )
        read_only_fields = fields

    @extend_schema_field(RelationSerializer(many=True))
    def get_relations(self, policy: Policy) -> list[dict[str, Any]]:
        version: Any = policy.current_version
        return list(version.annex.get("relations", ()))

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_interpretations(self, policy: Policy) -> list[int]:
        return [one.pk for one in policy.interpretations.all() if one.is_public]


class InterpretationDetailSerializer(InterpretationSerializer, ItemDetailSerializer):
    """An interpretation whole, with who stands for it."""

    drafter = serializers.SerializerMethodField()
    responsible_official = serializers.SerializerMethodField()
    legal_office = serializers.SerializerMethodField()
    experts = serializers.SerializerMethodField()

    class Meta(InterpretationSerializer.Meta):
        fields = (
            *InterpretationSerializer.Meta.fields,
            "body",
            "attachments",
            "versions",
            "drafter",
            "responsible_official",
            "legal_office",
            "experts",
        )
        read_only_fields = fields

    def get_drafter(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "drafter")

    def get_responsible_official(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "responsible_official")

    def get_legal_office(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "legal_office")

    def get_experts(self, interpretation: Interpretation) -> str:
        return self._published(interpretation, "experts")


class PolicyFilter(ItemFilter):
    policy_class = filters.ChoiceFilter(field_name="listed_class", choices=PolicyClass.choices)
    validity = filters.ChoiceFilter(
        field_name="validity_now", choices=Validity.choices, help_text=gettext_lazy("as of today")
    )
    theme = filters.CharFilter(field_name="current_version__theme")
    uninterpreted = TruthFilter(method="without", help_text=gettext_lazy("owed and missing"))

    class Meta(ItemFilter.Meta):
        model = Policy
        fields = (*ItemFilter.Meta.fields, "policy_class", "validity", "theme", "uninterpreted")

    def without(self, policies: PolicyQuerySet, name: str, value: bool) -> PolicyQuerySet:
        missing = {"owes_interpretation": True, "interpreted_on": None}
        return policies.filter(**missing) if value else policies.exclude(**missing)


class InterpretationFilter(ItemFilter):
    form = filters.ChoiceFilter(choices=InterpretationForm.choices)
    policy = filters.NumberFilter(field_name="policy_id", min_value=1, max_value=2**63 - 1)

    class Meta(ItemFilter.Meta):
        model = Interpretation
        fields = (*ItemFilter.Meta.fields, "form", "policy")


class CarrierViewSet(viewsets.ReadOnlyModelViewSet):
    """What both share: published rows, pages by key, a tombstone for what was withdrawn."""

    pagination_class = ItemPages
    lookup_value_regex = "[0-9]{1,18}"

    def get_object(self) -> Any:
        item = super().get_object()
        if not item.is_public:
            raise withdrawn_answer(item)
        return item


@extend_schema_view(
    list=extend_schema(description=gettext_lazy("Rules and normative documents, the newest first.")),
    retrieve=extend_schema(
        description=gettext_lazy("A policy whole, with its relations. A withdrawn one answers 410.")
    ),
)
class PolicyViewSet(CarrierViewSet):
    """Rules and normative documents."""

    filterset_class = PolicyFilter

    def get_queryset(self) -> QuerySet[Policy]:
        if self.action != "retrieve":
            policies = Policy.objects.published().with_validity(timezone.localdate())
            return policies.defer("body", "current_version__body")
        rows = Policy.objects.ever_public().with_validity(timezone.localdate())  # filters hold for one policy too
        rows = rows.select_related("current_version", "department", "category")
        others = StandingRelation.objects.select_related("policy__current_version")
        return rows.prefetch_related(
            "current_version__attachments",
            versions_to_tell(),
            Prefetch("relations_from", others),
            Prefetch("interpretations", Interpretation.objects.only("pk", "visibility", "policy")),
        )

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return PolicyDetailSerializer if self.action == "retrieve" else PolicySerializer


@extend_schema_view(
    list=extend_schema(description=gettext_lazy("Interpretations of policies, the newest first.")),
    retrieve=extend_schema(description=gettext_lazy("An interpretation whole. A withdrawn one answers 410.")),
)
class InterpretationViewSet(CarrierViewSet):
    """Interpretations of policies here and elsewhere."""

    filterset_class = InterpretationFilter

    def get_queryset(self) -> QuerySet[Interpretation]:
        if self.action != "retrieve":
            rows = Interpretation.objects.published().select_related("policy")
            return rows.defer("body", "current_version__body", "policy__body")
        rows = Interpretation.objects.ever_public().select_related(
            "current_version", "department", "category", "policy"
        )
        return rows.prefetch_related("current_version__attachments", versions_to_tell())

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return InterpretationDetailSerializer if self.action == "retrieve" else InterpretationSerializer
