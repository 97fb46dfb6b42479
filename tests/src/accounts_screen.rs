//! The accounts screen as a person works with it.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::journey::Journey;
use crate::wait::{self, Look};
use crate::window::{PATIENCE, button, control, field};

const INSPECTOR: &str = "[data-testid=inspector]";
const TASK: &str = "[data-testid=link-task]";

impl Journey {
    /// Searches for an account by name, chooses it, and waits until the inspector shows it.
    ///
    /// # Errors
    /// When nobody of that name is listed.
    pub async fn inspect(&self, name: &str) -> Result<()> {
        self.window.click(button("Accounts")).await?;
        self.window.fill(control("searchbox", "Search accounts"), name).await?;
        let row = control("row", name);
        self.window.click(row).await?;
        self.window.find(control("heading", name)).await?;
        Ok(())
    }

    /// The status the inspector shows, once it is one of `wanted`.
    ///
    /// # Errors
    /// When it stays another.
    pub async fn status(&self, wanted: &[&str]) -> Result<String> {
        wait::until(&format!("status {}", wanted.join(" or ")), PATIENCE, async || {
            let shown = self.text_of(&format!("{INSPECTOR} [data-testid=status-chip] .word")).await?;
            Ok(if wanted.iter().any(|word| shown.starts_with(word)) {
                Look::There(shown)
            } else {
                Look::NotYet(shown)
            })
        })
        .await
    }

    /// Presses the account's next step and waits until the refresh is waiting for `kind`, one of the
    /// kinds of `Waiting` in the window's bindings.
    ///
    /// # Errors
    /// When the refresh does not come that far.
    pub async fn start_refresh(&self, action: &str, kind: &str) -> Result<()> {
        self.window.click(button(action)).await?;
        self.waiting(kind).await
    }

    /// Fills the form that links a new account, and starts.
    ///
    /// # Errors
    /// When the form does not offer what is wanted.
    pub async fn start_linking(
        &self,
        connection: &str,
        source: &str,
        name: &str,
        client: &str,
    ) -> Result<()> {
        self.window.click(button("Accounts")).await?;
        self.window.click(button("Link account")).await?;
        self.window.choose(control("combobox", "Connection"), connection).await?;
        self.window.click(control("radio", source)).await?;
        self.window.fill(field("Member’s name"), name).await?;
        self.window.fill(field("Client"), client).await?;
        self.window.click(button("Start linking")).await
    }

    /// Waits until the link or refresh in the inspector waits for `kind`.
    ///
    /// # Errors
    /// When it does not come that far; the error holds what the window says instead.
    pub async fn waiting(&self, kind: &str) -> Result<()> {
        wait::until(&format!("the link task to wait for {kind}"), PATIENCE * 2, async || {
            let script = "return document.querySelector(arguments[0])?.dataset.waiting ?? ''";
            let now = self.window.script(script, vec![TASK.into()]).await?;
            if now == kind {
                return Ok(Look::There(()));
            }
            Ok(Look::NotYet(format!("{now}; the window: {}", self.window.text().await?)))
        })
        .await
    }

    /// The link the inspector offers for the owner.
    ///
    /// # Errors
    /// When it offers none.
    pub async fn owner_link(&self) -> Result<String> {
        let link = self.shown(&format!("{TASK} code")).await?;
        ensure!(link.starts_with("http"), "no link to send, but {link:?}");
        Ok(link)
    }

    /// The link that takes the place of an older one.
    ///
    /// # Errors
    /// When the older one stays.
    pub async fn owner_link_other_than(&self, older: &str) -> Result<String> {
        wait::until("a new link", PATIENCE, async || {
            let shown = self.text_of(&format!("{TASK} code")).await?;
            let newer = shown.starts_with("http") && shown != older;
            Ok(if newer { Look::There(shown) } else { Look::NotYet(shown) })
        })
        .await
    }

    /// Gives cookies in the inspector's form.
    ///
    /// # Errors
    /// When the form is not there.
    pub async fn give_cookies(&self, li_at: &str, li_a: Option<&str>) -> Result<()> {
        self.window.fill(field("Cookie li_at"), li_at).await?;
        if let Some(li_a) = li_a {
            self.window.fill(field("Cookie li_a"), li_a).await?;
        }
        self.state_consent().await?;
        self.window.click(button("Use these cookies")).await
    }

    /// States in the form that the owner agreed by e-mail, where it asks: it does once for each
    /// account.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn state_consent(&self) -> Result<()> {
        let asked = control("combobox", "How the owner agreed");
        if self.window.look(asked).await?.is_some() {
            self.window.choose(asked, "By e-mail").await?;
        }
        Ok(())
    }

    /// Gives a user name and a password in the inspector's form.
    ///
    /// # Errors
    /// When the form is not there.
    pub async fn give_credentials(&self, username: &str, password: &str) -> Result<()> {
        self.window.fill(field("E-mail address or phone number"), username).await?;
        self.window.fill(field("Password"), password).await?;
        self.state_consent().await?;
        self.window.click(button("Sign in")).await
    }

    /// Answers a checkpoint in the inspector's form.
    ///
    /// # Errors
    /// When the form is not there.
    pub async fn answer_checkpoint(&self, label: &str, answer: &str) -> Result<()> {
        self.window.fill(field(label), answer).await?;
        self.window.click(button(&format!("Send {}", label.to_lowercase()))).await
    }

    /// Waits until a refresh is done and the same row is connected, and puts the refresh away.
    ///
    /// # Errors
    /// When it does not end so.
    pub async fn is_back(&self) -> Result<()> {
        self.waiting("done").await?;
        self.status(&["Connected", "Expires"]).await?;
        self.window.click(button("Done")).await
    }

    /// The address that an account's owner signs in with.
    ///
    /// # Errors
    /// When the provider knows nobody of that name.
    pub async fn email(&self, provider: &str, name: &str) -> Result<String> {
        let account = self.at_provider(provider, name).await?;
        Ok(account["email"].as_str().unwrap_or_default().to_owned())
    }

    /// What the account of `name` is called at its provider, and how it is there.
    ///
    /// # Errors
    /// When the sandbox knows nobody of that name with that provider.
    pub async fn at_provider(&self, provider: &str, name: &str) -> Result<Value> {
        let accounts = self.sandbox.accounts().await?;
        let found = accounts.into_iter().find(|one| one["provider"] == provider && one["name"] == name);
        found.with_context(|| format!("{provider} knows no {name}"))
    }

    /// Waits until the provider itself calls the account `status`.
    ///
    /// # Errors
    /// When it stays another.
    pub async fn provider_says(&self, provider: &str, name: &str, status: &str) -> Result<()> {
        wait::until(&format!("{provider} to call {name} {status}"), PATIENCE, async || {
            let now = self.at_provider(provider, name).await?["status"].clone();
            Ok(if now == status { Look::There(()) } else { Look::NotYet(now.to_string()) })
        })
        .await
    }

    /// Ends an account's session at its provider, then checks it from the window.
    ///
    /// # Errors
    /// When the window does not notice.
    pub async fn expire(&self, provider: &str, name: &str) -> Result<()> {
        let account = self.at_provider(provider, name).await?["id"].clone();
        self.sandbox
            .post("/expire", &serde_json::json!({ "provider": provider, "account": account }))
            .await?;
        self.inspect(name).await?;
        self.window.click(button("Check now")).await?;
        self.status(&["Sign-in needed"]).await?;
        Ok(())
    }

    /// The text of the first element that fits a selector, once there is some.
    ///
    /// # Errors
    /// When no such element comes to say anything.
    pub async fn shown(&self, selector: &str) -> Result<String> {
        wait::until(&format!("{selector} to say something"), PATIENCE, async || {
            let text = self.text_of(selector).await?;
            Ok(if text.is_empty() { Look::NotYet("nothing".to_owned()) } else { Look::There(text) })
        })
        .await
    }

    /// The text of the first element that fits a selector at this moment; empty when there is none.
    async fn text_of(&self, selector: &str) -> Result<String> {
        let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
        let text = self.window.script(script, vec![selector.into()]).await?;
        Ok(text.as_str().unwrap_or_default().trim().to_owned())
    }
}
