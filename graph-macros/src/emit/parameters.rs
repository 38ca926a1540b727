//! `NameParams`: the parameters, and their gradients.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Emission;
use super::docs::{doc, doc_after};
use crate::graph::program::ParameterDeclaration;
use crate::graph::shape::{Dim, Shape};

impl Emission<'_> {
    pub fn parameters(&self) -> TokenStream {
        let structure = self.parameters_struct();
        let methods = self.parameters_methods();
        let implementation = self.parameters_trait();
        quote! { #structure #methods #implementation }
    }

    fn parameters_struct(&self) -> TokenStream {
        let (name, visibility, generics) =
            (&self.names.parameters, &self.program.visibility, self.parameter_generics());
        let declared = &generics.declared;
        let docs = doc(&format!(
            "The parameters of [`{}`]; gradients with respect to them have the same type.\n\nPlain data: one scalar after the \
             other, each matrix column by column, in the order of their declaration.",
            self.names.graph
        ));
        let fields = self.program.parameters.iter().map(|parameter| {
            let ParameterDeclaration { name, shape, .. } = parameter;
            let docs = doc_after(&parameter.docs, &parameter_doc(parameter));
            let matrix = self.matrix(shape);
            quote! { #docs pub #name: #matrix }
        });
        let marker = if self.program.parameters.is_empty() { self.scalar_marker() } else { TokenStream::new() };
        let plain = self.plain(name, &generics);
        quote! {
            #docs
            #[repr(C)]
            #[derive(Clone, Debug, PartialEq)]
            #visibility struct #name #declared { #(#fields,)* #marker }

            #plain
        }
    }

    fn parameters_methods(&self) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics, scalar) = (&self.names.parameters, self.parameter_generics(), self.scalar());
        let (bounded, used) = (&generics.bounded, &generics.used);
        let parameters_type = quote!(#name #used);
        let zeros = self.program.parameters.iter().map(|parameter| {
            let (name, zero) = (&parameter.name, self.zero_matrix(&parameter.shape));
            quote!(#name: #zero)
        });
        let marker = (self.program.parameters.is_empty() && self.program.scalar.is_some())
            .then(|| quote!(scalar: ::core::marker::PhantomData,));
        let initialise = self.body(self.initialise());
        let quiet = self.quiet();
        let rng = if self.program.parameters.is_empty() { quote!(_rng) } else { quote!(rng) };
        quote! {
            impl #bounded #name #used {
                /// The number of scalars in all parameters.
                pub const COUNT: usize = <#parameters_type as #keisan::Parameters>::COUNT;

                /// All zeros, as a value. More than a few hundred kilobytes should not be moved over
                /// the stack: see `zeros_boxed`.
                #[must_use]
                #[allow(clippy::large_stack_arrays)]
                pub const fn zeros() -> Self {
                    Self { #(#zeros,)* #marker }
                }

                /// Every parameter by its initialiser, as a value. More than a few hundred kilobytes
                /// should not be moved over the stack: see `init_boxed`.
                #[must_use]
                pub fn init(rng: &mut (impl #keisan::random::Rng + ?Sized)) -> Self {
                    let mut params = Self::zeros();
                    params.initialise(rng);
                    params
                }

                /// Overwrites every parameter by its initialiser.
                #quiet
                pub fn initialise(&mut self, #rng: &mut (impl #keisan::random::Rng + ?Sized)) {
                    #initialise
                }

                /// All parameters as one slice.
                #[must_use]
                pub fn as_slice(&self) -> &[#scalar] {
                    #keisan::Parameters::as_slice(self)
                }

                /// All parameters as one mutable slice.
                #[must_use]
                pub fn as_mut_slice(&mut self) -> &mut [#scalar] {
                    #keisan::Parameters::as_mut_slice(self)
                }
            }

            #keisan::__with_alloc! {
                impl #bounded #name #used {
                    /// All zeros, allocated in place: they never cross the stack.
                    #[must_use]
                    pub fn zeros_boxed() -> #keisan::__private::Box<Self> {
                        #keisan::plain::zeroed_box()
                    }

                    /// Every parameter by its initialiser, allocated in place: they never cross the stack.
                    #[must_use]
                    pub fn init_boxed(rng: &mut (impl #keisan::random::Rng + ?Sized)) -> #keisan::__private::Box<Self> {
                        let mut params = Self::zeros_boxed();
                        params.initialise(rng);
                        params
                    }
                }
            }
        }
    }

    fn initialise(&self) -> TokenStream {
        let keisan = &self.keisan;
        let calls = self.program.parameters.iter().map(|parameter| {
            let (name, initialiser) = (&parameter.name, &parameter.initialiser.name);
            let function = proc_macro2::Ident::new(&initialiser.to_string(), proc_macro2::Span::call_site());
            let arguments = parameter.initialiser.arguments.iter().map(|argument| float(argument.value));
            quote!(init::#function(&mut self.#name, rng #(, #arguments)*);)
        });
        if self.program.parameters.is_empty() {
            TokenStream::new()
        } else {
            quote! { use #keisan::init; #(#calls)* }
        }
    }

    fn parameters_trait(&self) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics, scalar) = (&self.names.parameters, self.parameter_generics(), self.scalar());
        let (bounded, used) = (&generics.bounded, &generics.used);
        let count = total(self.program.parameters.iter().map(|parameter| &parameter.shape));
        let mut before = Total::default();
        let entries: Vec<TokenStream> = self
            .program
            .parameters
            .iter()
            .map(|parameter| {
                let ParameterDeclaration { name, shape: Shape { rows, columns }, frozen, .. } = parameter;
                let (name, offset) = (name.to_string(), before.to_token_stream());
                before.add(&parameter.shape);
                quote! {
                    #keisan::Entry { name: #name, rows: #rows, columns: #columns, offset: #offset, frozen: #frozen }
                }
            })
            .collect();
        quote! {
            impl #bounded #keisan::Parameters for #name #used {
                type Scalar = #scalar;

                const COUNT: usize = #count;

                const ENTRIES: &'static [#keisan::Entry] = &[#(#entries),*];
            }
        }
    }
}

/// The number of elements of all matrices: `2048 + 2 * (B * 32)`.
pub fn total<'s>(shapes: impl Iterator<Item = &'s Shape>) -> TokenStream {
    let mut total = Total::default();
    shapes.for_each(|shape| total.add(shape));
    total.to_token_stream()
}

/// A number of elements: what is known is added up, what is equal is counted.
#[derive(Default)]
struct Total<'s> {
    known: usize,
    open: Vec<(&'s Shape, usize)>,
    /// Where in `open` each shape is.
    position: HashMap<&'s Shape, usize>,
}

impl<'s> Total<'s> {
    fn add(&mut self, shape: &'s Shape) {
        if let (Dim::Literal(rows), Dim::Literal(columns)) = (&shape.rows, &shape.columns) {
            self.known = self.known.saturating_add(rows.saturating_mul(*columns));
        } else if let Some(&index) = self.position.get(shape) {
            self.open[index].1 += 1;
        } else {
            self.position.insert(shape, self.open.len());
            self.open.push((shape, 1));
        }
    }
}

impl ToTokens for Total<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let known = (self.known > 0 || self.open.is_empty()).then(|| Dim::Literal(self.known).to_token_stream());
        let open = self.open.iter().map(|&(shape, count)| {
            let (size, times) = (shape.size(), Dim::Literal(count));
            let is_product = !shape.rows.is_one() && !shape.columns.is_one();
            match (count, is_product) {
                (1, _) => size,
                (_, false) => quote!(#times * #size),
                (_, true) => quote!(#times * (#size)),
            }
        });
        let terms = known.into_iter().chain(open);
        tokens.extend(quote!(#(#terms)+*));
    }
}

fn parameter_doc(parameter: &ParameterDeclaration) -> String {
    let ParameterDeclaration { shape, initialiser, frozen, .. } = parameter;
    let arguments: Vec<String> = initialiser.arguments.iter().map(|argument| argument.value.to_string()).collect();
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let frozen = if *frozen { "; frozen: its gradient is zero" } else { "" };
    format!("`{shape}`, initialised by `{}{arguments}`{frozen}.", initialiser.name)
}

fn float(value: f64) -> TokenStream {
    let literal = proc_macro2::Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) }
}
