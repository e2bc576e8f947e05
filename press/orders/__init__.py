"""The order desk: orders in, packets out. Only the ledger and a batch's papers hold names and addresses."""

from press.orders.ledger import EntryResult, OrderLedger, enter_order, open_order_ledger
from press.orders.models import Order, OrderFault, OrderLine, read_form
from press.orders.offer import Offer, make_offer

__all__ = [
    "EntryResult",
    "Offer",
    "Order",
    "OrderFault",
    "OrderLedger",
    "OrderLine",
    "enter_order",
    "make_offer",
    "open_order_ledger",
    "read_form",
]
