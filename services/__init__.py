"""One room per service; they meet only in shared.contracts and on the wire."""
