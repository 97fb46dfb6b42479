//! The one way out: timeouts, size caps, a budget per host, retries of reads, redaction and the
//! request log.
//!
//! **A call that changes something leaves once, on a connection of its own.** It isn't retried here
//! nor inside the HTTP library, and redirects are never followed: one call is one request.

mod answer;
mod budget;
mod call;
mod file_range;
mod multipart;
mod policy;
mod upload;

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use backon::{ExponentialBuilder, Retryable};
use chrono::Utc;
use reqwest::{Client, Response, redirect};

use self::budget::Budget;
pub(crate) use self::{
    answer::Answer,
    call::{Call, Effect},
    multipart::Multipart,
    upload::{Segment, Source, is_private},
};
pub use self::{file_range::FileRange, policy::Policy, upload::Gate};
use crate::error::{ErrorKind, Outcome, ProviderError, Result};

/// Hears how many bytes of an upload have left so far.
pub type Progress<'a> = &'a (dyn Fn(u64) + Send + Sync);

/// The HTTP clients that every provider's client shares. Cheap to clone.
#[derive(Clone)]
pub struct Transport {
    reads: Client,
    changes: Client,
    budget: Arc<Budget>,
    policy: Policy,
    can_wait: bool,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// A read that didn't come to its end, with what a second try needs to know.
enum Setback {
    /// The provider asked to come back later.
    Answer(Answer),
    /// There was no answer.
    Error(ProviderError),
}

impl Transport {
    /// The transport with the usual [`Policy`]. Fails when the system offers no usable TLS.
    pub fn new() -> Result<Transport> {
        Transport::with_policy(Policy::default())
    }

    /// The transport with timeouts and budgets of one's own.
    pub fn with_policy(policy: Policy) -> Result<Transport> {
        let builder = || {
            Client::builder()
                .user_agent(concat!("Rollcall/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .referer(false)
                .retry(reqwest::retry::never())
                .connect_timeout(policy.connect)
        };
        let no_tls = |_| {
            ProviderError::new(
                ErrorKind::Unreachable,
                Outcome::NotSent,
                "This computer's certificates can't be read, so no secure connection can be made.",
            )
        };
        Ok(Transport {
            reads: builder().build().map_err(no_tls)?,
            changes: builder().pool_max_idle_per_host(0).build().map_err(no_tls)?,
            budget: Arc::new(Budget::new(policy.per_minute, policy.burst)),
            policy,
            can_wait: false,
        })
    }

    /// A transport with a budget of its own, for one connection.
    pub fn with_budget(&self, rate: rollcall_domain::budget::Budget) -> Transport {
        let number = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let (per_minute, burst) = (number(rate.per_minute), number(rate.burst));
        Transport {
            budget: Arc::new(Budget::new(per_minute, burst)),
            policy: Policy { per_minute, burst, ..self.policy },
            ..self.clone()
        }
    }

    /// The same transport with the same budget, for what nobody waits for: everything else is
    /// asked first.
    pub fn in_background(&self) -> Transport {
        Transport { can_wait: true, ..self.clone() }
    }

    /// Sends a call and hands back the answer, whatever its status.
    pub(crate) async fn send(&self, call: Call) -> Result<Answer> {
        match call.effect {
            Effect::Change => self.once(&call).await,
            Effect::Read => self.read(&call).await,
        }
    }

    async fn read(&self, call: &Call) -> Result<Answer> {
        let waited_as_told = AtomicBool::new(false);
        let backoff = ExponentialBuilder::new()
            .with_min_delay(self.policy.retry_delay)
            .with_max_times(self.policy.read_retries)
            .with_jitter();
        let attempt = || async {
            match self.once(call).await {
                Ok(answer) if matches!(answer.status(), 429 | 503) => Err(Setback::Answer(answer)),
                Ok(answer) => Ok(answer),
                Err(error) => Err(Setback::Error(error)),
            }
        };
        let read = attempt
            .retry(backoff)
            .when(|setback| match setback {
                Setback::Answer(_) => true,
                Setback::Error(error) => error.outcome == Outcome::NotSent,
            })
            .adjust(|setback, delay| {
                let delay = delay?;
                let Setback::Answer(answer) = setback else { return Some(delay) };
                match answer.retry_after(Utc::now()) {
                    None => Some(delay),
                    Some(told) if told <= self.policy.longest_wait => {
                        (!waited_as_told.swap(true, Ordering::Relaxed)).then_some(told)
                    }
                    Some(_) => None,
                }
            })
            .await;
        match read {
            Ok(answer) | Err(Setback::Answer(answer)) => Ok(answer),
            Err(Setback::Error(error)) => Err(error),
        }
    }

    /// One request. Waits for the host's budget first.
    async fn once(&self, call: &Call) -> Result<Answer> {
        if self.can_wait {
            self.budget.wait_behind(&call.url).await;
        } else {
            self.budget.wait(&call.url).await;
        }
        let request = call.request(self.client(call)).timeout(self.policy.limit(call));
        self.exchange(request, call).await
    }

    fn client(&self, call: &Call) -> &Client {
        match call.effect {
            Effect::Read => &self.reads,
            Effect::Change => &self.changes,
        }
    }

    async fn exchange(&self, request: reqwest::RequestBuilder, call: &Call) -> Result<Answer> {
        let started = Instant::now();
        let result = request.send().await;
        log(call, &result, started);
        let response = result.map_err(|error| call.lost(&error))?;
        Answer::read(response, call).await
    }
}

fn log(call: &Call, result: &Result<Response, reqwest::Error>, started: Instant) {
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (method, host, path) =
        (call.method.as_str(), call.url.host_str().unwrap_or_default(), call.log_path());
    match result {
        Ok(response) => tracing::info!(
            provider = call.provider.as_str(),
            method,
            host,
            path,
            status = response.status().as_u16(),
            ms,
            request_id = answer::request_id(response.headers()),
            "request"
        ),
        Err(error) => tracing::warn!(
            provider = call.provider.as_str(),
            method,
            host,
            path,
            ms,
            connect = error.is_connect(),
            timeout = error.is_timeout(),
            "request without an answer"
        ),
    }
}
