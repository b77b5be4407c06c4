"""What stands between events and the moderator: posts wait here, and none of them is lost.

It holds references, never bytes, and knows neither Discord nor the database.
"""

from bot.intake.intake import Intake
from bot.intake.lanes import Lane
from bot.intake.marks import Marks
from bot.intake.seams import Accepted, Handled, Handler, OnDone, Overloaded

__all__ = ["Accepted", "Handled", "Handler", "Intake", "Lane", "Marks", "OnDone", "Overloaded"]
