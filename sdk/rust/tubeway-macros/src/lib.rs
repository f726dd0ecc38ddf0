//! The attribute `#[tubeway::main]`; see the crate `tubeway`.

mod manifest;

use proc_macro::TokenStream;
use quote::quote;
use std::path::{Path, PathBuf};
use syn::{ItemFn, LitByteStr, LitStr, parse_macro_input};

/// Makes a function the module's entry, and `tubeway.toml` its manifest.
///
/// The function takes nothing and returns `()` or a `Result` whose error can be displayed; an error ends the session
/// as the module's fault unless `tubeway::end` was called before. The manifest lies beside `Cargo.toml`, or where the
/// attribute says: `#[tubeway::main("telnet.toml")]`. `name`, `version`, `summary`, `license` and `homepage` that it
/// leaves out are those of the package.
#[proc_macro_attribute]
pub fn main(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let file = if attribute.is_empty() {
        "tubeway.toml".to_owned()
    } else {
        parse_macro_input!(attribute as LitStr).value()
    };
    let function = parse_macro_input!(item as ItemFn);
    if !function.sig.inputs.is_empty() {
        return error(&function, "the entry of a module takes no arguments");
    }
    let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path: PathBuf = Path::new(&folder).join(file);
    let json = match std::fs::read_to_string(&path)
        .map_err(|e| e.to_string())
        .and_then(|text| manifest::json(&text, &|name| std::env::var(name).unwrap_or_default()))
    {
        Ok(json) => json,
        Err(e) => return error(&function, &format!("{}: {e}", path.display())),
    };
    let path = path.to_string_lossy();
    let length = json.len();
    let bytes = LitByteStr::new(json.as_bytes(), proc_macro2::Span::call_site());
    let name = &function.sig.ident;
    quote! {
        // Natively it is called by tests only.
        #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
        #function

        #[allow(unsafe_code)]
        const _: () = {
            // Built again when the manifest changes.
            const _: &[u8] = include_bytes!(#path);

            #[cfg(target_arch = "wasm32")]
            #[used]
            #[unsafe(link_section = "tubeway.manifest")]
            static MANIFEST: [u8; #length] = *#bytes;

            #[cfg(target_arch = "wasm32")]
            #[unsafe(no_mangle)]
            extern "C" fn tubeway_v1_main() -> i32 {
                ::tubeway::run(#name)
            }
        };
    }
    .into()
}

fn error(function: &ItemFn, text: &str) -> TokenStream {
    let error = syn::Error::new_spanned(&function.sig, text).to_compile_error();
    quote!(#error #function).into()
}
