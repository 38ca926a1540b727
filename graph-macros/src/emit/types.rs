//! Names and types of the generated items.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::Emission;
use super::docs::doc;
use crate::diagnostics::pointer;
use crate::graph::program::{ParameterDeclaration, Program};
use crate::graph::shape::{Dim, Shape};

/// The names of the generated items.
pub struct Names {
    pub graph: Ident,
    pub parameters: Ident,
    pub state: Ident,
    pub inputs: Ident,
    pub pass: Ident,
    pub outputs: Ident,
    pub adjoints: Ident,
    pub input_gradients: Ident,
}

impl Names {
    pub fn new(program: &Program) -> Self {
        let graph = &program.name;
        Names {
            graph: graph.clone(),
            parameters: format_ident!("{graph}Params"),
            state: format_ident!("{graph}State"),
            inputs: format_ident!("{graph}Inputs"),
            pass: format_ident!("{graph}Pass"),
            outputs: format_ident!("{graph}Outputs"),
            adjoints: format_ident!("{graph}Adjoints"),
            input_gradients: format_ident!("{graph}InputGradients"),
        }
    }
}

/// The generics of an item, as they are declared and as they are handed on.
pub struct Generics {
    /// `<'a, T, const B: usize>`, for a struct.
    pub declared: TokenStream,
    /// `<'a, T: Scalar, const B: usize>`, for an `impl`.
    pub bounded: TokenStream,
    /// `<'a, T, B>`.
    pub used: TokenStream,
}

impl Emission<'_> {
    /// The scalar type: `f32`, or the graph's type parameter.
    pub fn scalar(&self) -> TokenStream {
        match &self.program.scalar {
            Some(scalar) => quote!(#scalar),
            None => quote!(f32),
        }
    }

    /// `SMatrix<f32, B, 64>`.
    pub fn matrix(&self, shape: &Shape) -> TokenStream {
        let (keisan, scalar) = (&self.keisan, self.scalar());
        let Shape { rows, columns } = shape;
        quote!(#keisan::SMatrix<#scalar, #rows, #columns>)
    }

    /// All generics of the graph.
    pub fn generics(&self, lifetime: bool) -> Generics {
        self.generics_of(lifetime.then_some(&quote!('a)), true, &self.program.sizes)
    }

    /// The generics of the parameters: without the sizes that no parameter's shape mentions, such as the batch.
    pub fn parameter_generics(&self) -> Generics {
        self.parameter_generics_of(&self.program.parameters)
    }

    /// The same for some of the parameters, those of a layer.
    pub fn parameter_generics_of(&self, parameters: &[ParameterDeclaration]) -> Generics {
        let mentions = |dim: &Dim, size: &Ident| matches!(dim, Dim::Generic(name) if name == size);
        let sizes: Vec<Ident> = self
            .program
            .sizes
            .iter()
            .filter(|size| {
                let mut shapes = parameters.iter().map(|parameter| &parameter.shape);
                shapes.any(|shape| mentions(&shape.rows, size) || mentions(&shape.columns, size))
            })
            .cloned()
            .collect();
        self.generics_of(None, true, &sizes)
    }

    /// A lifetime, the scalar type if there is one and it is wanted, and sizes.
    pub fn generics_of(&self, lifetime: Option<&TokenStream>, scalar_is_wanted: bool, sizes: &[Ident]) -> Generics {
        let keisan = &self.keisan;
        let lifetime = lifetime.map(|lifetime| quote!(#lifetime,));
        let (declared, bounded, used) = match &self.program.scalar {
            Some(scalar) if scalar_is_wanted => (quote!(#scalar,), quote!(#scalar: #keisan::Scalar,), quote!(#scalar,)),
            _ => (quote!(), quote!(), quote!()),
        };
        let generics = |scalar: TokenStream, sizes: TokenStream| {
            let all = quote!(#lifetime #scalar #sizes);
            if all.is_empty() { all } else { quote!(<#all>) }
        };
        let sizes_declared = quote!(#(const #sizes: usize),*);
        Generics {
            declared: generics(declared, sizes_declared.clone()),
            bounded: generics(bounded, sizes_declared),
            used: generics(used, quote!(#(#sizes),*)),
        }
    }

    /// `DigitsParams`, `DigitsParams<T>`.
    pub fn parameters_type(&self) -> TokenStream {
        let (name, generics) = (&self.names.parameters, self.parameter_generics().used);
        quote!(#name #generics)
    }

    /// The marker impl without which zeroed memory is no value of the type: the only unsafe code that is emitted.
    pub fn plain(&self, name: &Ident, generics: &Generics, scalars: &TokenStream) -> TokenStream {
        let (keisan, scalar, Generics { bounded, used, .. }) = (&self.keisan, self.scalar(), generics);
        let reason = doc("SAFETY: the type is `repr(C)` and holds nothing but matrices of floats, as many as it says.");
        quote! {
            #reason
            unsafe impl #bounded #keisan::Plain for #name #used {
                type Float = #scalar;
                const SCALARS: usize = #scalars;
            }
        }
    }

    /// The layout of a type that a user holds. Matrices begin where vectors that are as long as a cache line do, as far as their sizes
    /// are multiples of that: what crosses lines is read half as fast.
    pub fn aligned() -> TokenStream {
        quote! {
            #[repr(C)]
            #[cfg_attr(target_arch = "x86_64", repr(align(64)))]
        }
    }

    /// The name of a generated function, which shows itself at the graph's name where rustc points at it.
    pub fn function(&self, name: &str) -> Ident {
        Ident::new(name, Span::call_site().located_at(pointer(self.program.name.span())))
    }

    /// What keeps a function without a body quiet.
    pub fn quiet(&self) -> TokenStream {
        if self.compiled.is_some() { TokenStream::new() } else { quote!(#[allow(unused_variables)]) }
    }

    /// A function's body, or what stands for it after a mistake.
    pub fn body(&self, statements: TokenStream) -> TokenStream {
        if self.compiled.is_some() { statements } else { quote!(::core::unreachable!()) }
    }

    /// A field that uses the scalar type where no matrix does.
    pub fn scalar_marker(&self) -> TokenStream {
        match &self.program.scalar {
            Some(scalar) => quote!(scalar: ::core::marker::PhantomData<#scalar>,),
            None => TokenStream::new(),
        }
    }
}
