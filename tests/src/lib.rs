//! What the journeys, the tour and the benches share.
