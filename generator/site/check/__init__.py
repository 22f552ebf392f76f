"""Whether a built site holds together: links, HTML, requests, policy, weight."""
