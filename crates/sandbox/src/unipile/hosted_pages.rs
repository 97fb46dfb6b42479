//! What the owner sees behind a hosted link: plain HTML without scripts.

use axum::http::StatusCode;
use axum::response::Response;

use super::state::HostedLink;
use crate::html::{card, escape, page};
use crate::world::{CONTRACTS, Challenge};

const BRAND: &str = "Unipile";

/// What the page says about the last thing the owner did.
#[derive(Clone, Copy)]
pub enum Said {
    Good(&'static str),
    Wrong(&'static str),
}

impl Said {
    fn html(self) -> String {
        match self {
            Self::Good(sentence) => format!("<p class=good role=status>{}</p>", escape(sentence)),
            Self::Wrong(sentence) => format!("<p class=wrong role=alert>{}</p>", escape(sentence)),
        }
    }
}

pub fn expired() -> Response {
    card(
        StatusCode::UNAUTHORIZED,
        BRAND,
        "This link has expired",
        "<p>Ask whoever sent it to you for a new one.</p>",
    )
}

pub fn cancelled() -> Response {
    card(StatusCode::OK, BRAND, "Cancelled", "<p>Nothing was linked. You can close this page.</p>")
}

pub fn connected(name: &str) -> Response {
    card(
        StatusCode::OK,
        BRAND,
        "You are connected",
        &format!("<p>{} is linked. You can close this page.</p>", escape(name)),
    )
}

pub fn sign_in(link: &HostedLink, wrong: Option<&'static str>) -> Response {
    let token = escape(&link.token);
    let mut body = String::new();
    if let Some(wrong) = wrong {
        body.push_str(&Said::Wrong(wrong).html());
    }
    let by_password = link.methods.iter().any(|method| method == "credentials");
    if by_password {
        let hint = escape(link.login_hint.as_deref().unwrap_or_default());
        body.push_str(&format!(
            "<form method=post action=\"/hosted/{token}/sign-in\">\
             <label>LinkedIn e-mail or phone<input name=username value=\"{hint}\" autocomplete=username required></label>\
             <label>LinkedIn password<input name=password type=password autocomplete=current-password required></label>\
             <button class=main>Sign in</button></form>"
        ));
    }
    if link.methods.iter().any(|method| method == "cookies") {
        let summary =
            if by_password { "Use your browser’s session instead" } else { "Use your browser’s session" };
        body.push_str(&format!(
            "<details{}><summary>{summary}</summary>\
             <form method=post action=\"/hosted/{token}/sign-in\">\
             <label>li_at<input name=li_at autocomplete=off required></label>\
             <label>li_a, for Sales Navigator and Recruiter<input name=li_a autocomplete=off></label>\
             <button>Use these cookies</button></form></details>",
            if by_password { "" } else { " open" }
        ));
    }
    body.push_str(&format!(
        "<form method=post action=\"/hosted/{token}/cancel\"><button class=quiet>Cancel</button></form>\
         <p class=note>Sandbox: any password is right. <code>2fa@</code>, <code>otp@</code>, \
         <code>inapp@</code> and others lead to a checkpoint; its code is always 123456.</p>"
    ));
    let title = if link.account_id.is_some() {
        "Reconnect your LinkedIn account"
    } else {
        "Connect your LinkedIn account"
    };
    card(StatusCode::OK, BRAND, title, &body)
}

/// What a checkpoint asks of the owner.
struct Ask {
    title: &'static str,
    help: &'static str,
    field: String,
    button: &'static str,
    /// Whether LinkedIn sent something that may have got lost.
    sent: bool,
}

fn code_field() -> String {
    "<label>Code<input name=code inputmode=numeric autocomplete=one-time-code autofocus required></label>"
        .to_owned()
}

fn ask(challenge: Challenge) -> Ask {
    match challenge {
        Challenge::AuthenticatorCode => Ask {
            title: "Enter the code from your authenticator app",
            help: "Open the app that makes codes for LinkedIn and type the one it shows now.",
            field: code_field(),
            button: "Continue",
            sent: false,
        },
        Challenge::TextMessageCode => Ask {
            title: "Enter the code from the text message",
            help: "LinkedIn has sent it to the phone number of your account.",
            field: code_field(),
            button: "Continue",
            sent: true,
        },
        Challenge::EmailCode => Ask {
            title: "Enter the code LinkedIn sent you",
            help: "It is in your e-mail. Look among the unwanted messages too.",
            field: code_field(),
            button: "Continue",
            sent: true,
        },
        Challenge::InAppApproval => Ask {
            title: "Open the LinkedIn app and tap Yes",
            help: "LinkedIn asks on your phone whether this is you. This page goes on by itself.",
            field: String::new(),
            button: "I have done that",
            sent: true,
        },
        Challenge::EmailCodeOrInAppApproval => Ask {
            title: "Tap Yes in the LinkedIn app, or enter the code",
            help: "LinkedIn has sent a code to your e-mail and a question to your phone. Either will do.",
            field: code_field().replace(" required", ""),
            button: "Continue",
            sent: true,
        },
        Challenge::PhoneNumber => Ask {
            title: "LinkedIn wants a phone number",
            help: "With the country’s code in brackets, like (+33)0612345678.",
            field:
                "<label>Phone number<input name=code type=tel autocomplete=tel autofocus required></label>"
                    .to_owned(),
            button: "Continue",
            sent: false,
        },
        Challenge::Captcha => Ask {
            title: "LinkedIn wants to know that you are not a robot",
            help: "In the sandbox the puzzle is solved for you.",
            field: "<input type=hidden name=code value=solved>".to_owned(),
            button: "Solve the puzzle",
            sent: false,
        },
        Challenge::ContractChoice => Ask {
            title: "Which Recruiter contract is this for?",
            help: "You can work under several. Choose the one to connect.",
            field: CONTRACTS
                .iter()
                .map(|(id, name)| {
                    format!(
                        "<label class=choice><input type=radio name=code value=\"{}\" required>{}</label>",
                        escape(id),
                        escape(name)
                    )
                })
                .collect(),
            button: "Continue",
            sent: false,
        },
    }
}

/// A checkpoint with `left` seconds to answer it.
pub fn challenge(token: &str, challenge: Challenge, left: i64, said: Option<Said>) -> Response {
    let token = escape(token);
    let ask = ask(challenge);
    let said = said.map(Said::html).unwrap_or_default();
    let form = |action: &str, inside: &str| {
        format!("<form method=post action=\"/hosted/{token}/{action}\">{inside}</form>")
    };
    let answer = form("checkpoint", &format!("{}<button class=main>{}</button>", ask.field, ask.button));
    let mut others = String::new();
    if ask.sent {
        others.push_str(&form("resend", "<button>Send it again</button>"));
    }
    if !matches!(challenge, Challenge::Captcha | Challenge::ContractChoice) {
        others.push_str(&form(
            "checkpoint",
            "<input type=hidden name=code value=TRY_ANOTHER_WAY><button>Try another way</button>",
        ));
    }
    others.push_str(&form("cancel", "<button class=quiet>Cancel</button>"));
    // A page somebody types into is loaded again only when its time is over.
    let again = if challenge == Challenge::InAppApproval { 3.min(left + 1) } else { left + 1 };
    page(
        StatusCode::OK,
        ask.title,
        &format!("<meta http-equiv=refresh content=\"{again}; url=/hosted/{token}\">"),
        &format!(
            "<main class=card><p class=brand>{BRAND}</p><h1>{}</h1>{said}<p>{}</p>{answer}\
             <p class=left>{} left<span class=bar style=\"--for:{left}s;--from:{}%\"></span></p>{others}</main>",
            ask.title,
            ask.help,
            minutes(left),
            left * 100 / 300,
        ),
    )
}

/// `4 min 5 s`.
fn minutes(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}
