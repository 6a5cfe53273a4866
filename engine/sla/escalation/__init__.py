"""Who is told when a clock runs out, rung by rung; and the customer, before a promise to them is missed."""
