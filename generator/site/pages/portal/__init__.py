"""Pages about the portal as a whole: home, who publishes it, sites of figures without cases."""
