//! A sandbox of one's own, and a client that knows nothing about it but its endpoints.

use reqwest::{Method, RequestBuilder, Response, redirect};
use rollcall_sandbox::{Endpoints, Options, Sandbox};
use serde_json::{Value, json};

pub const MEMBER_SCOPES: &str = "openid profile email w_member_social";
pub const VERSION: &str = "LinkedIn-Version";

pub struct Desk {
    pub endpoints: Endpoints,
    pub http: reqwest::Client,
    pub sandbox: Sandbox,
}

/// One line of a conformance table. `body` lists what must be there; `"*"` stands for anything.
pub struct Row {
    pub what: &'static str,
    pub request: RequestBuilder,
    pub status: u16,
    pub body: Value,
}

pub fn row(what: &'static str, request: RequestBuilder, status: u16, body: Value) -> Row {
    Row { what, request, status, body }
}

/// Sends each row in turn and compares.
pub async fn check(rows: Vec<Row>) {
    for row in rows {
        let reply = Reply::of(row.request.send().await.unwrap()).await;
        assert_eq!(reply.status, row.status, "{}: {}", row.what, reply.text);
        if !row.body.is_null() {
            let body = reply.json();
            assert!(includes(&body, &row.body), "{}: expected {} in {body}", row.what, row.body);
        }
    }
}

/// Everything a reply says.
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Reply {
    pub async fn of(response: Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// A parameter of the query in `Location`.
    pub fn redirected(&self, name: &str) -> Option<String> {
        let location = url::Url::parse(self.header("location")).unwrap();
        location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// Whether everything `expected` names is in `actual`.
pub fn includes(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (_, Value::String(any)) if any == "*" => !actual.is_null(),
        (Value::Object(actual), Value::Object(expected)) => {
            expected.iter().all(|(key, value)| actual.get(key).is_some_and(|actual| includes(actual, value)))
        }
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len()
                && actual.iter().zip(expected).all(|(actual, expected)| includes(actual, expected))
        }
        _ => actual == expected,
    }
}

impl Desk {
    pub async fn open() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        let desk = Self::around(Sandbox::start(options).await.unwrap());
        // The tables name a month; the calendar must not make them wrong.
        desk.control("/config", json!({"active_versions": ["202609", "202610"]})).await;
        desk
    }

    pub fn around(sandbox: Sandbox) -> Self {
        Self {
            endpoints: sandbox.endpoints().clone(),
            http: reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap(),
            sandbox,
        }
    }

    pub fn get(&self, url: String) -> RequestBuilder {
        self.http.get(url)
    }

    pub fn www(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.endpoints.linkedin.www))
    }

    /// LinkedIn's API with a token, a living version and protocol 2.
    pub fn api(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.endpoints.linkedin.api))
            .bearer_auth(token)
            .header(VERSION, "202610")
            .header("X-Restli-Protocol-Version", "2.0.0")
    }

    pub fn unipile(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.endpoints.unipile.dsn))
            .header("X-API-KEY", &self.endpoints.unipile.api_key)
    }

    pub fn edges(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.endpoints.edges.base_url))
            .header("X-API-Key", &self.endpoints.edges.api_key)
    }

    pub fn zernio(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.endpoints.zernio.base_url))
            .bearer_auth(&self.endpoints.zernio.api_key)
    }

    pub async fn ask(&self, request: RequestBuilder) -> Reply {
        Reply::of(request.send().await.unwrap()).await
    }

    /// A control call that must succeed.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.endpoints.control);
        let reply = self.ask(self.http.post(url).json(&body)).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.json()
    }

    pub async fn read(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.endpoints.control);
        let reply = self.ask(self.http.get(url)).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.json()
    }

    /// The provider's id of a seeded member's account.
    pub async fn account(&self, provider: &str, person: &str) -> String {
        let accounts = self.read(&format!("/accounts?provider={provider}")).await;
        accounts
            .as_array()
            .unwrap()
            .iter()
            .find(|account| account["person"] == person)
            .unwrap_or_else(|| panic!("{person} is not linked through {provider}"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The fields every exchange of a code needs.
    pub fn exchange<'a>(&'a self, code: &'a str) -> Vec<(&'static str, &'a str)> {
        let app = &self.endpoints.linkedin;
        vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", &app.client_id),
            ("client_secret", &app.client_secret),
            ("redirect_uri", &app.redirect_uris[0]),
        ]
    }

    /// What the token endpoint answers to a member who just consented.
    pub async fn tokens(&self, person: &str, scope: &str) -> Value {
        let consent = self.control("/consent", json!({"person": person, "scope": scope})).await;
        let fields = self.exchange(consent["code"].as_str().unwrap());
        let request = self.www(Method::POST, "/oauth/v2/accessToken").form(&fields);
        let reply = self.ask(request).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    }

    /// An access token and the member's URN.
    pub async fn signed_in(&self, person: &str, scope: &str) -> (String, String) {
        let tokens = self.tokens(person, scope).await;
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        let me = self.ask(self.api(Method::GET, "/v2/userinfo", &token)).await.json();
        let urn = format!("urn:li:person:{}", me["sub"].as_str().unwrap());
        (token, urn)
    }
}

/// A PNG of this size, one colour.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    // Only the header is read by anybody here; the rest makes it look like a file.
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend([0; 64]);
    bytes
}

/// A PDF that says it has so many pages.
pub fn pdf(pages: u32) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    // An open outline counts something else.
    let tree = format!("<< /Type /Pages /Kids [] /Count {pages} >>");
    for object in
        ["<< /Type /Catalog /Pages 2 0 R /Outlines 3 0 R >>", &tree, "<< /Type /Outlines /Count 900 >>"]
    {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        let number = places.lines().count();
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = file.len();
    file.push_str(&format!(
        "xref\n0 4\n0000000000 65535 f \n{places}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    file.into_bytes()
}
