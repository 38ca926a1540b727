//! `NameParams`: the parameters, and their gradients; `NameState`: what is carried on from pass to pass; and the parts of
//! both that belong to a layer, such as `NameL1Params`.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::Emission;
use super::docs::{doc, doc_after};
use super::types::Generics;
use crate::graph::program::{LayerDeclaration, ParameterDeclaration, Program, joined};
use crate::graph::shape::{Dim, Shape};
use crate::parse::name::capitalised;

/// What a group holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Contents {
    Parameters,
    State,
}

impl Contents {
    /// The last word of the struct's name.
    fn suffix(self) -> &'static str {
        match self {
            Contents::Parameters => "Params",
            Contents::State => "State",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Contents::Parameters => "The parameters",
            Contents::State => "The state",
        }
    }
}

/// The parameters of the graph, or of one of its layers, or the state: what becomes a struct.
struct Group<'p> {
    name: Ident,
    contents: Contents,
    /// `None` for the graph itself.
    layer: Option<&'p LayerDeclaration>,
    /// All of them, those of the layers inside included, in the order in which they are stored.
    parameters: &'p [ParameterDeclaration],
    fields: Vec<Field<'p>>,
}

enum Field<'p> {
    Parameter(&'p ParameterDeclaration),
    Layer(&'p Ident, Group<'p>),
}

impl<'p> Group<'p> {
    /// `depth` is how many layers the group is in.
    fn new(
        name: Ident,
        contents: Contents,
        depth: usize,
        program: &'p Program,
        parameters: &'p [ParameterDeclaration],
    ) -> Self {
        let path = parameters.first().map_or(&[][..], |first| &first.path[..depth]);
        let layer = program.layers.iter().find(|layer| depth > 0 && layer.path == path);
        let mut fields = Vec::new();
        let mut rest = parameters;
        while let Some((first, others)) = rest.split_first() {
            let Some(inner) = first.path.get(depth) else {
                fields.push(Field::Parameter(first));
                rest = others;
                continue;
            };
            let count = rest.iter().take_while(|parameter| parameter.path.get(depth) == Some(inner)).count();
            let (own, others) = rest.split_at(count);
            let name = layer_struct(program, &first.path[..=depth], contents);
            let group = Group::new(name, contents, depth + 1, program, own);
            fields.push(Field::Layer(inner, group));
            rest = others;
        }
        Group { name, contents, layer, parameters, fields }
    }

    /// The groups in it, innermost first, and itself.
    fn all(&self) -> Vec<&Group<'p>> {
        let mut all = Vec::new();
        for field in &self.fields {
            if let Field::Layer(_, group) = field {
                all.extend(group.all());
            }
        }
        all.push(self);
        all
    }
}

/// `DigitsL1Params`. Two paths that read alike as one word are told apart by a number.
fn layer_struct(program: &Program, path: &[Ident], contents: Contents) -> Ident {
    let word = |path: &[Ident]| -> String { path.iter().map(|name| capitalised(&name.to_string())).collect() };
    let own = word(path);
    let alike = program.layers.iter().take_while(|layer| layer.path != path).filter(|layer| word(&layer.path) == own);
    let number = match alike.count() {
        0 => String::new(),
        others => (others + 1).to_string(),
    };
    format_ident!("{}{own}{number}{}", program.name, contents.suffix())
}

impl Emission<'_> {
    /// Where a parameter is in its struct: `w`, `l1.w`.
    pub fn parameter(&self, index: usize) -> TokenStream {
        let ParameterDeclaration { path, name, .. } = &self.program.parameters[index];
        quote!(#(#path.)* #name)
    }

    /// Where a state is in its struct: `average`, `l1.average`.
    pub fn state(&self, index: usize) -> TokenStream {
        let ParameterDeclaration { path, name, .. } = &self.program.states[index];
        quote!(#(#path.)* #name)
    }

    /// `DigitsState`, `DigitsState<T>`.
    pub fn state_type(&self) -> TokenStream {
        let (name, generics) = (&self.names.state, self.parameter_generics_of(&self.program.states).used);
        quote!(#name #generics)
    }

    pub fn parameters(&self) -> TokenStream {
        let program = self.program;
        let parameters = self.group(&Group::new(
            self.names.parameters.clone(),
            Contents::Parameters,
            0,
            program,
            &program.parameters,
        ));
        if program.states.is_empty() {
            return parameters;
        }
        let state = Group::new(self.names.state.clone(), Contents::State, 0, program, &program.states);
        let state = self.group(&state);
        quote! { #parameters #state }
    }

    /// The items of a group and of those in it.
    fn group(&self, root: &Group) -> TokenStream {
        let items = root.all().into_iter().rev().map(|group| {
            let structure = self.parameters_struct(group);
            let methods = self.parameters_methods(group);
            let implementation = self.parameters_trait(group);
            quote! { #structure #methods #implementation }
        });
        quote! { #(#items)* }
    }

    fn parameters_struct(&self, group: &Group) -> TokenStream {
        let (name, visibility, generics) =
            (&group.name, &self.program.visibility, self.parameter_generics_of(group.parameters));
        let keisan = &self.keisan;
        let declared = &generics.declared;
        let docs = self.group_docs(group);
        let fields = group.fields.iter().map(|field| match field {
            Field::Parameter(parameter) => {
                let (name, matrix) = (&parameter.name, self.matrix(&parameter.shape));
                let docs = doc_after(&parameter.docs, &parameter_doc(parameter, group.contents));
                quote! { #docs pub #name: #matrix }
            }
            Field::Layer(name, inner) => {
                let (structure, used) = (&inner.name, self.parameter_generics_of(inner.parameters).used);
                let (own, layer) = inner.layer.map_or((&[][..], ""), |layer| (&layer.docs[..], &layer.layer));
                let docs = doc_after(own, &format!("{} of layer `{name}`, `{layer}`.", group.contents.title()));
                quote! { #docs pub #name: #structure #used }
            }
        });
        let marker = if group.parameters.is_empty() { self.scalar_marker() } else { TokenStream::new() };
        let plain = self.plain(name, &generics, &quote!(<Self as #keisan::Parameters>::COUNT));
        let layout = if group.layer.is_none() { Self::aligned() } else { quote!(#[repr(C)]) };
        let default = (group.contents == Contents::State).then(|| {
            let Generics { bounded, used, .. } = &generics;
            quote! {
                impl #bounded ::core::default::Default for #name #used {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        quote! {
            #docs
            #layout
            #[derive(Clone, Debug, PartialEq)]
            #visibility struct #name #declared { #(#fields,)* #marker }

            #plain

            #default
        }
    }

    fn group_docs(&self, group: &Group) -> TokenStream {
        let graph = &self.names.graph;
        let order =
            "Plain data: one scalar after the other, each matrix column by column, in the order of their declaration.";
        match group.layer {
            None if group.contents == Contents::State => doc(&format!(
                "The state of [`{graph}`]: what a pass reads, and `update` carries on after it. It is neither trained nor an \
                 input.\n\n{order}"
            )),
            None => doc(&format!(
                "The parameters of [`{graph}`]; gradients with respect to them have the same type.\n\n{order}"
            )),
            Some(LayerDeclaration { path, layer, layer_docs, .. }) => {
                let path: Vec<String> = path.iter().map(ToString::to_string).collect();
                let text = format!(
                    "{} of layer `{}` of [`{graph}`], `{layer}`.\n\n{order}",
                    group.contents.title(),
                    path.join(".")
                );
                doc_after(layer_docs, &text)
            }
        }
    }

    fn parameters_methods(&self, group: &Group) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics, scalar) = (&group.name, self.parameter_generics_of(group.parameters), self.scalar());
        let (bounded, used) = (&generics.bounded, &generics.used);
        let parameters_type = quote!(#name #used);
        let zeros = group.fields.iter().map(|field| match field {
            Field::Parameter(parameter) => {
                let name = &parameter.name;
                quote!(#name: zeros())
            }
            Field::Layer(name, inner) => {
                let structure = &inner.name;
                quote!(#name: #structure::zeros())
            }
        });
        let has_matrices = group.fields.iter().any(|field| matches!(field, Field::Parameter(_)));
        let import = has_matrices.then(|| quote!(use #keisan::plain::zeros;));
        let marker = (group.parameters.is_empty() && self.program.scalar.is_some())
            .then(|| quote!(scalar: ::core::marker::PhantomData,));
        let of_graph = group.layer.is_none();
        let see = if of_graph && group.contents == Contents::Parameters { ": see `zeros_boxed`" } else { "" };
        let zeros_docs = doc(&format!(
            "All zeros, as a value. More than a few hundred kilobytes should not be moved over\nthe stack{see}."
        ));
        let (count_docs, slice_docs) = match group.contents {
            Contents::Parameters => (doc("The number of scalars in all parameters."), "All parameters"),
            Contents::State => (doc("The number of scalars in all of it."), "All of it"),
        };
        let (slice_docs, mutable_docs) =
            (doc(&format!("{slice_docs} as one slice.")), doc(&format!("{slice_docs} as one mutable slice.")));
        let initialisation = match group.contents {
            Contents::Parameters => self.parameters_initialisation(group),
            Contents::State => self.state_initialisation(group),
        };
        let boxed = (of_graph && group.contents == Contents::Parameters).then(|| self.boxed_parameters(&generics));
        quote! {
            impl #bounded #name #used {
                #count_docs
                pub const COUNT: usize = <#parameters_type as #keisan::Parameters>::COUNT;

                #zeros_docs
                #[must_use]
                #[allow(clippy::large_stack_arrays)]
                pub const fn zeros() -> Self {
                    #import
                    Self { #(#zeros,)* #marker }
                }

                #initialisation

                #slice_docs
                #[must_use]
                pub fn as_slice(&self) -> &[#scalar] {
                    #keisan::Parameters::as_slice(self)
                }

                #mutable_docs
                #[must_use]
                pub fn as_mut_slice(&mut self) -> &mut [#scalar] {
                    #keisan::Parameters::as_mut_slice(self)
                }
            }

            #boxed
        }
    }

    /// `init` and `initialise`, which draw from a random source.
    fn parameters_initialisation(&self, group: &Group) -> TokenStream {
        let keisan = &self.keisan;
        let initialise = self.body(self.initialise(group));
        let quiet = self.quiet();
        let rng = if group.parameters.is_empty() { quote!(_rng) } else { quote!(rng) };
        let see = if group.layer.is_none() { ": see `init_boxed`" } else { "" };
        let docs = doc(&format!(
            "Every parameter by its initialiser, as a value. More than a few hundred kilobytes\nshould not be moved over the stack{see}."
        ));
        quote! {
            #docs
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
        }
    }

    /// `new` and `reset`, which draw nothing.
    fn state_initialisation(&self, group: &Group) -> TokenStream {
        let resets = group.fields.iter().map(|field| match field {
            Field::Parameter(ParameterDeclaration { name, initialiser, .. }) => {
                let value = match initialiser.name.to_string().as_str() {
                    "ones" => 1.0,
                    "constant" => initialiser.arguments.first().map_or(0.0, |argument| argument.value),
                    _ => 0.0,
                };
                let value = self.number(value).0;
                quote!(self.#name.fill(#value);)
            }
            Field::Layer(name, _) => quote!(self.#name.reset();),
        });
        quote! {
            /// The state before the first pass.
            #[must_use]
            pub fn new() -> Self {
                let mut state = Self::zeros();
                state.reset();
                state
            }

            /// Makes it what it is before the first pass.
            pub fn reset(&mut self) {
                #(#resets)*
            }
        }
    }

    /// What allocates the parameters of the graph.
    fn boxed_parameters(&self, generics: &Generics) -> TokenStream {
        let (keisan, name, Generics { bounded, used, .. }) = (&self.keisan, &self.names.parameters, generics);
        quote! {
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

    fn initialise(&self, group: &Group) -> TokenStream {
        let keisan = &self.keisan;
        let calls = group.fields.iter().map(|field| match field {
            Field::Parameter(ParameterDeclaration { name, initialiser, .. }) => {
                let function = &initialiser.name;
                let arguments = initialiser.arguments.iter().map(|argument| float(argument.value));
                quote!(init::#function(&mut self.#name, rng #(, #arguments)*);)
            }
            Field::Layer(name, _) => quote!(self.#name.initialise(rng);),
        });
        let import = group.fields.iter().any(|field| matches!(field, Field::Parameter(_)));
        let import = import.then(|| quote!(use #keisan::init;));
        quote! { #import #(#calls)* }
    }

    fn parameters_trait(&self, group: &Group) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics, scalar) = (&group.name, self.parameter_generics_of(group.parameters), self.scalar());
        let (bounded, used) = (&generics.bounded, &generics.used);
        let count = total(group.parameters.iter().map(|parameter| &parameter.shape));
        let depth = group.layer.map_or(0, |layer| layer.path.len());
        let mut before = Total::default();
        let entries: Vec<TokenStream> = group
            .parameters
            .iter()
            .map(|parameter| {
                let ParameterDeclaration { name, path, shape: Shape { rows, columns }, frozen, .. } = parameter;
                let (name, offset) = (joined(&path[depth..], name, "."), before.to_token_stream());
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

fn parameter_doc(parameter: &ParameterDeclaration, contents: Contents) -> String {
    let ParameterDeclaration { shape, initialiser, frozen, .. } = parameter;
    let frozen = if *frozen && contents == Contents::Parameters { "; frozen: its gradient is zero" } else { "" };
    format!("`{shape}`, initialised by `{initialiser}`{frozen}.")
}

fn float(value: f64) -> TokenStream {
    let literal = proc_macro2::Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) }
}
