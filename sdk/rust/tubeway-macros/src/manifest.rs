//! The manifest as `tubeway.toml` spells it; the words are those of `abi/manifest.schema.json`.

use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    kind: Kind,
    #[serde(default = "abi")]
    abi: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    protocols: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    license: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    homepage: String,
    #[serde(default)]
    capabilities: Capabilities,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    limits: Limits,
}

#[derive(Default, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[default]
    Protocol,
    Filter,
    Transform,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Capabilities {
    needs: Vec<String>,
    wants: Vec<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    name: String,
    #[serde(default, rename = "type")]
    kind: Type,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    required: bool,
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    choices: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    help: String,
}

#[derive(Default, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Type {
    #[default]
    String,
    Integer,
    Number,
    Boolean,
    Enum,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct Limits {
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_pages: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handles: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guest_time_millis: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grace_time_millis: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_calls_per_second: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_bytes_per_second: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_bytes_per_second: Option<u64>,
}

fn abi() -> String {
    "1.0".to_owned()
}

/// The JSON of a manifest, completed by what Cargo knows of the package.
pub fn json(text: &str, cargo: &dyn Fn(&str) -> String) -> Result<String, String> {
    let mut manifest: Manifest = toml::from_str(text).map_err(|e| e.to_string())?;
    let complete = |value: &mut String, name: &str| {
        if value.is_empty() {
            *value = cargo(name);
        }
    };
    complete(&mut manifest.name, "CARGO_PKG_NAME");
    complete(&mut manifest.version, "CARGO_PKG_VERSION");
    complete(&mut manifest.summary, "CARGO_PKG_DESCRIPTION");
    complete(&mut manifest.license, "CARGO_PKG_LICENSE");
    complete(&mut manifest.homepage, "CARGO_PKG_HOMEPAGE");
    if manifest.kind == Kind::Protocol && manifest.protocols.is_empty() {
        manifest.protocols.push(manifest.name.clone());
    }
    for name in [&manifest.name].into_iter().chain(manifest.parameters.iter().map(|p| &p.name)) {
        if !is_name(name) {
            return Err(format!(
                "`{name}` is no name: small letters, digits and hyphens, at most 64"
            ));
        }
    }
    for parameter in &manifest.parameters {
        if (parameter.kind == Type::Enum) == parameter.choices.is_empty() {
            let name = &parameter.name;
            return Err(format!("parameter `{name}`: type `enum` and the list `enum` go together"));
        }
    }
    serde_json::to_string(&manifest).map_err(|e| e.to_string())
}

fn is_name(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.len() <= 64
        && text.bytes().all(inner)
        && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::json;

    fn cargo(name: &str) -> String {
        match name {
            "CARGO_PKG_NAME" => "echo",
            "CARGO_PKG_VERSION" => "1.2.3",
            _ => "",
        }
        .to_owned()
    }

    #[test]
    fn an_empty_file_is_a_protocol_module_named_as_its_package() {
        assert_eq!(
            json("", &cargo).unwrap(),
            r#"{"name":"echo","version":"1.2.3","kind":"protocol","abi":"1.0","protocols":["echo"],"#.to_owned()
                + r#""capabilities":{"needs":[],"wants":[]},"parameters":[],"limits":{}}"#
        );
    }

    #[test]
    fn parameters_keep_their_order_and_words() {
        let text = r#"
            [[parameters]]
            name = "port"
            type = "integer"
            default = "23"
            [[parameters]]
            name = "mode"
            type = "enum"
            enum = ["a", "b"]
            [limits]
            memoryPages = 64
        "#;
        let json = json(text, &cargo).unwrap();
        assert!(
            json.contains(r#"{"name":"port","type":"integer","default":"23","secret":false"#),
            "{json}"
        );
        assert!(json.contains(r#""enum":["a","b"]"#), "{json}");
        assert!(json.contains(r#""limits":{"memoryPages":64}"#), "{json}");
    }

    #[test]
    fn unknown_words_are_refused_with_their_line() {
        let error = json("colour = 'red'", &cargo).unwrap_err();
        assert!(error.contains("line 1") && error.contains("colour"), "{error}");
    }

    #[test]
    fn a_list_of_values_without_its_type_is_refused() {
        let text = "[[parameters]]\nname = 'mode'\nenum = ['a']\n";
        assert!(json(text, &cargo).unwrap_err().contains("mode"));
    }

    #[test]
    fn names_that_are_none_are_refused() {
        assert!(json("name = 'Echo'", &cargo).unwrap_err().contains("Echo"));
    }
}
