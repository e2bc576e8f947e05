"""The order desk: orders in, packets out. Names and addresses stand in the ledger and on the papers of a batch only."""

from press.orders.ledger import Entered, Ledger, ledger, place
from press.orders.models import Fault, Line, Order, from_form
from press.orders.offer import Offer, offer_of

__all__ = ["Entered", "Fault", "Ledger", "Line", "Offer", "Order", "from_form", "ledger", "offer_of", "place"]
