"""The journeys that lead over the bus, once more on a real RabbitMQ."""
