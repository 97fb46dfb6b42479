//! How many requests each provider is asked at most: one table, shared by everything that is asked
//! through a connection.

use crate::provider::Provider;

/// What one connection may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The provider this is for.
    pub provider: Provider,
    /// Requests per minute.
    pub per_minute: u32,
    /// Requests that may leave at once before the rate applies.
    pub burst: u32,
}

/// Every provider. Zernio's is the one of its smallest plan (Zernio API reference: 60 on Free, 1,200
/// on Unlimited); the others publish none, so these stay on the careful side.
pub const BUDGETS: [Budget; 4] = [
    Budget { provider: Provider::Linkedin, per_minute: 120, burst: 50 },
    Budget { provider: Provider::Unipile, per_minute: 120, burst: 50 },
    Budget { provider: Provider::Edges, per_minute: 120, burst: 50 },
    Budget { provider: Provider::Zernio, per_minute: 60, burst: 20 },
];

/// The budget of one connection. A plan that allows more, or less, is said when the connection is
/// added: `per_minute`.
pub fn of(provider: Provider, per_minute: Option<u32>) -> Budget {
    let usual = BUDGETS.into_iter().find(|budget| budget.provider == provider).unwrap_or(BUDGETS[0]);
    match per_minute {
        Some(per_minute) if per_minute > 0 => {
            Budget { per_minute, burst: usual.burst.min(per_minute), ..usual }
        }
        _ => usual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_has_a_budget_and_a_plan_can_set_another() {
        for provider in Provider::ALL {
            assert_eq!(of(provider, None).provider, provider);
            assert!(of(provider, None).per_minute > 0);
        }
        assert_eq!(of(Provider::Zernio, Some(600)).per_minute, 600);
        assert_eq!(of(Provider::Zernio, Some(5)).burst, 5);
        assert_eq!(of(Provider::Zernio, Some(0)), of(Provider::Zernio, None));
    }
}
