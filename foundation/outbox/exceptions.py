"""What a handler can say to the outbox."""


class NotDone(Exception):
    """What was asked for has surely not happened: nothing left the house, it may be tried again whatever the delivery.

    Raised by handlers, `from None` where the cause could show personal data. Any other error of a handler that may act
    only once leaves the result unknown.
    """


class NothingLeaves(NotDone):
    """It is not this piece of work: nothing of its kind gets through, as while the mail server is away.

    Such work is never given up. It waits until somebody has mended what holds it up.
    """
