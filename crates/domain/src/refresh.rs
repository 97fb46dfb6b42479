//! How an account is brought back: which way fits its setup source, and the steps of that way.

use serde::{Deserialize, Serialize};

use crate::{provider::Provider, setup_source::SetupSource};

/// The way that a setup source is linked or refreshed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RefreshMethod {
    /// LinkedIn consent in the system browser of this computer.
    Browser,
    /// A link that the owner opens anywhere.
    LoginLink,
    /// The identity's shared link, for an owner with the Edges extension.
    SharedLink,
    /// User name and password, then every checkpoint.
    Credentials,
    /// The newest session cookies.
    Cookies,
}

/// One step of a refresh, as shown in the inspector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RefreshStep {
    /// What happens, for instance "Login link is ready".
    pub title: String,
    /// Who acts.
    pub who: Acts,
}

/// Who acts in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Acts {
    /// The person at this computer.
    Operator,
    /// The account's owner.
    Owner,
    /// Rollcall.
    Rollcall,
}

/// What the inspector offers for one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RefreshPlan {
    /// The only way that fits.
    pub method: RefreshMethod,
    /// The label of the button in the list, for instance "Send login link".
    pub action: String,
    /// One sentence on who does what.
    pub explanation: String,
    /// The steps, in order.
    pub steps: Vec<RefreshStep>,
}

/// The way that fits a setup source.
pub fn method_for(source: SetupSource) -> RefreshMethod {
    match source {
        SetupSource::OfficialOauth => RefreshMethod::Browser,
        SetupSource::OfficialZernio
        | SetupSource::HostedLink
        | SetupSource::SharedLogin
        | SetupSource::Elsewhere => RefreshMethod::LoginLink,
        SetupSource::SharedExtension => RefreshMethod::SharedLink,
        SetupSource::ApiBasic => RefreshMethod::Credentials,
        SetupSource::ApiCookies => RefreshMethod::Cookies,
    }
}

/// The plan for bringing back `first_name`, linked as `source` through `provider`.
pub fn plan(source: SetupSource, provider: Provider, first_name: &str) -> RefreshPlan {
    let step = |who, title: String| RefreshStep { title, who };
    let check = step(Acts::Rollcall, format!("Rollcall checks {first_name}'s account"));
    let provider = provider.name();
    let method = method_for(source);
    let (action, explanation, mut steps) = match method {
        RefreshMethod::Browser => (
            "Renew",
            format!("{first_name} agrees on LinkedIn's own page, in the browser of this computer."),
            vec![
                step(Acts::Operator, "Open LinkedIn in the browser".into()),
                step(Acts::Owner, format!("{first_name} signs in and allows access")),
            ],
        ),
        RefreshMethod::LoginLink => (
            if source == SetupSource::SharedLogin { "Send login link" } else { "Send link" },
            match source {
                SetupSource::Elsewhere => format!(
                    "{provider} doesn't say how {first_name} was linked. A link works whatever it was: {first_name} signs in on their own device."
                ),
                _ => format!("{first_name} signs in on their own device; you never see the password."),
            },
            vec![
                step(Acts::Operator, "Make the link and send it".into()),
                step(Acts::Owner, format!("Waiting for {first_name} to sign in")),
            ],
        ),
        RefreshMethod::SharedLink => (
            "Copy shared link",
            format!(
                "{first_name} opens the link in the browser that has the Edges extension and presses Accept."
            ),
            vec![
                step(Acts::Operator, "Send the shared link".into()),
                step(Acts::Owner, format!("Waiting for {first_name} to press Accept")),
            ],
        ),
        RefreshMethod::Credentials => (
            "Sign in again",
            format!(
                "You give {first_name}'s user name and password to {provider}. Rollcall uses them once and forgets them."
            ),
            vec![
                step(Acts::Operator, "Give the user name and password".into()),
                step(Acts::Operator, "Pass LinkedIn's checkpoint, if it asks".into()),
            ],
        ),
        RefreshMethod::Cookies => (
            "Update cookies",
            format!(
                "You give {provider} the newest cookies from the browser in which {first_name} is signed in."
            ),
            vec![
                step(Acts::Operator, "Give the newest cookies".into()),
                step(Acts::Rollcall, format!("{provider} opens the session")),
            ],
        ),
    };
    steps.push(check);
    RefreshPlan { method, action: action.to_owned(), explanation, steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setup_source_has_one_way_back_and_it_ends_with_a_check() {
        let cases = [
            (SetupSource::OfficialOauth, RefreshMethod::Browser),
            (SetupSource::OfficialZernio, RefreshMethod::LoginLink),
            (SetupSource::HostedLink, RefreshMethod::LoginLink),
            (SetupSource::SharedExtension, RefreshMethod::SharedLink),
            (SetupSource::SharedLogin, RefreshMethod::LoginLink),
            (SetupSource::ApiBasic, RefreshMethod::Credentials),
            (SetupSource::ApiCookies, RefreshMethod::Cookies),
            (SetupSource::Elsewhere, RefreshMethod::LoginLink),
        ];
        for (source, method) in cases {
            let plan = plan(source, Provider::Edges, "Dana");
            assert_eq!(plan.method, method, "{source:?}");
            assert_eq!(plan.steps.last().map(|step| step.who), Some(Acts::Rollcall), "{source:?}");
        }
    }
}
