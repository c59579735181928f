"""The pages of the floor, gathered from its nouns."""

from django.urls import path

from interaction.intake import views as intake
from interaction.messages import views as answers

app_name = "interaction"
urlpatterns = [
    path("", intake.MailboxesView.as_view(), name="mailboxes"),
    path("write/<slug:code>/", intake.WriteView.as_view(), name="write"),
    path("receipt/", intake.ReceiptView.as_view(), name="receipt"),
    path("query/", intake.QueryView.as_view(), name="query"),
    path("query/letter/", intake.ProgressView.as_view(), name="progress"),
    path("query/letter/files/<int:pk>/", intake.OwnFileView.as_view(), name="own-file"),
    path("query/letter/withdraw-consent/", intake.WithdrawConsentView.as_view(), name="withdraw-consent"),
    path("query/leave/", intake.leave, name="leave"),
    path("answers/", answers.AnswersView.as_view(), name="answers"),
    path("answers/<int:pk>/", answers.AnswerView.as_view(), name="answer"),
]
