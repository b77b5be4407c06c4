"""What the bot does for one person alone: private looks, their own records, its conversation.

desk          what these answers draw on; the client carries it as `private`
memory        what somebody was just shown, for as long as they may come back to it; and pace
texts         the words of a private look
looks         "Screen image" and `/screen`
conversation  what is sent to the bot in its own conversation
records       a record of one's own: kept, listed, taken out, erased
"""
