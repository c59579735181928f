"""How the description of the interface is made (drf-spectacular); read by the settings, so it imports nothing."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Yangguang API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.schema.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ItemKindEnum": "disclosure.items.statuses.ItemKind",
        "RelationKindEnum": "disclosure.policies.statuses.RelationKind",
        "StatementKindEnum": "disclosure.money.statuses.StatementKind",
        "AuditKindEnum": "disclosure.audits.statuses.AuditKind",
        "RectificationEnum": "disclosure.audits.statuses.RectificationStatus",
        "KindEnum": "departments.offices.models.DepartmentKind",
        "OrderKindEnum": "departments.orders.statuses.OrderKind",
        "OrderStatusEnum": "departments.orders.statuses.OrderStatus",
        "OrderEventKindEnum": "departments.orders.statuses.OrderEventKind",
        "OutcomeEnum": "interaction.messages.statuses.Outcome",
        "DeliveryOutcomeEnum": "disclosure.deliveries.statuses.Outcome",
        "DeliveryStatusEnum": "disclosure.deliveries.statuses.DeliveryStatus",
        "StatusEnum": "interaction.messages.statuses.MessageStatus",
    },
}
