//! The statements of `forward`, `predict` and `backward`: a doc comment and one call of a kernel for each step of the
//! plan.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};

use super::docs::equation_doc;
use super::{Compiled, Emission};
use crate::graph::shape::Shape;
use crate::graph::{Argument, Kind, Leaf, NodeId};
use crate::ops::{Arguments, Lowering, Role};
use crate::plan::{Action, Place, Step, Store, Target, added_up};

/// Which function the statements are for: it decides how a place is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Forward,
    Predict,
    Backward,
    /// Both passes in one, each value in a variable of its own: see [`super::inspect`].
    Inspect,
    /// The backward pass in a step of gradient descent, where the parameters stand for their gradients.
    Descend,
    /// The backward pass in a step of another optimiser, where one gradient takes the place of the other.
    Fused,
}

/// Statements, and what they mention.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one thing whether it is mentioned")]
pub struct Block {
    /// One for each step, empty for what the one before it does too.
    pub statements: Vec<TokenStream>,
    pub imports: BTreeSet<&'static str>,
    stores: BTreeSet<&'static str>,
    pub uses_kernels: bool,
    uses_math: bool,
    pub uses_parameters: bool,
    pub uses_inputs: bool,
    pub uses_adjoints: bool,
    /// The slots that a variable stands for: those that the statements only read, and those that they write.
    bound: HashSet<usize>,
    written: HashSet<usize>,
    /// The declarations of the variables that the step at hand is the first to use.
    bindings: Vec<TokenStream>,
    uses_reuse: bool,
    /// The gradients that a variable stands for.
    gradients: HashSet<usize>,
    /// A constant with many digits, perhaps one that Rust has a name for.
    has_long_numbers: bool,
}

impl Block {
    /// The attribute of a function whose numbers might be constants that Rust has a name for: they come from a formula,
    /// and their names would not make it clearer.
    pub fn attribute(&self) -> TokenStream {
        if self.has_long_numbers { quote!(#[allow(clippy::approx_constant)]) } else { TokenStream::new() }
    }

    /// The `use` declarations at the top of the function.
    pub fn imports(&self, keisan: &TokenStream) -> TokenStream {
        if !self.uses_kernels {
            return TokenStream::new();
        }
        let mut names: Vec<TokenStream> = vec![quote!(self)];
        names.extend(self.imports.iter().map(|name| ident(name)));
        match self.stores.iter().copied().collect::<Vec<_>>().as_slice() {
            [] => {}
            [store] => {
                let store = ident(store);
                names.push(quote!(Store::#store));
            }
            stores => {
                let stores = stores.iter().map(|store| ident(store));
                names.push(quote!(Store::{#(#stores),*}));
            }
        }
        let kernels = match names.as_slice() {
            [_] => quote!(use #keisan::kernels;),
            names => quote!(use #keisan::kernels::{#(#names),*};),
        };
        let math = self.uses_math.then(|| quote!(use #keisan::math;));
        let reuse = self.uses_reuse.then(|| quote!(use #keisan::plain::Reuse as _;));
        quote!(#kernels #math #reuse)
    }
}

fn is_variable(place: &TokenStream) -> bool {
    matches!(place.clone().into_iter().collect::<Vec<_>>().as_slice(), [TokenTree::Ident(_)])
}

pub fn lowering(compiled: Compiled<'_>, id: NodeId) -> Option<&Lowering> {
    compiled.joint.graph.node(id).operation()?.lowering()
}

pub fn ident(name: &str) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote!(#name)
}

impl Emission<'_> {
    pub fn block<'s>(
        &self,
        compiled: Compiled<'_>,
        function: Function,
        steps: impl IntoIterator<Item = &'s Step>,
    ) -> Block {
        let mut block = Block::default();
        let equation = |step| match function {
            // It stands where the value gets its name.
            Function::Inspect => TokenStream::new(),
            _ => equation_doc(&self.equation(compiled, function, step)),
        };
        let mut steps = steps.into_iter().peekable();
        while let Some(step) = steps.next() {
            let finish = steps.peek().and_then(|next| self.finish(compiled, function, step, next, &mut block));
            let finished = finish.is_some().then(|| steps.next()).flatten();
            let equations = [Some(step), finished].into_iter().flatten().map(equation);
            let call = self.call(compiled, function, step, finish, &mut block);
            block.uses_kernels |= mentions(&call, "kernels");
            let bindings = std::mem::take(&mut block.bindings);
            block.statements.push(quote!(#(#equations)* #(#bindings)* #call));
            block.statements.extend(finished.map(|_| TokenStream::new()));
        }
        block
    }

    /// The call of a kernel that a step is; of a product, with what is done on the way to memory.
    fn call(
        &self,
        compiled: Compiled<'_>,
        function: Function,
        step: &Step,
        finish: Option<TokenStream>,
        block: &mut Block,
    ) -> TokenStream {
        let out = self.destination(compiled, function, step.place, block);
        let domain = self.target_shape(compiled, step);
        let own = Self::own_parameter(compiled, function, step);
        let reads: Vec<NodeId> = step.reads.iter().copied().filter(|read| Some(*read) != own).collect();
        let store = |block: &mut Block| {
            if Self::descends(compiled, function, step) {
                block.descends();
                quote!(step)
            } else {
                block.store(Self::stored(function, step))
            }
        };
        let loop_over = |block: &mut Block, terms: &[NodeId], domain: &Shape, current: Option<NodeId>| {
            let operands = self.operands(compiled, function, domain, &reads, block);
            let closure = self.closure(compiled, terms, &reads, current.or(own), own.is_some());
            block.uses_math |= mentions(&closure, "math");
            block.has_long_numbers |= has_long_numbers(&closure);
            (operands, closure)
        };
        match &step.action {
            Action::Zero => {
                let store = store(block);
                quote!(kernels::zero(#out, #store);)
            }
            Action::Mask(id) => match compiled.joint.graph.node(*id).kind {
                Kind::Leaf(Leaf::Mask { stream, rate }) => {
                    block.uses_inputs = true;
                    let (stream, rate) = (Literal::usize_unsuffixed(stream), Literal::f64_unsuffixed(rate.0));
                    quote!(kernels::dropout_mask(#out, inputs.seed, #stream, #rate);)
                }
                _ => TokenStream::new(),
            },
            Action::Kernel(id) => {
                let (id, out) = Self::added_up(compiled, *id, out, block);
                let node = compiled.joint.graph.node(id);
                if let Kind::Foreign(call) = &node.kind {
                    let operands: Vec<TokenStream> =
                        node.operands.iter().map(|&operand| self.source(compiled, function, operand, block)).collect();
                    let called = self.foreign(call, function);
                    return quote!(#called(#(#operands,)* #out););
                }
                let store = finish.unwrap_or_else(|| store(block));
                let attributes = self.attributes(&node.kind);
                match lowering(compiled, id) {
                    Some(Lowering::Reduction { kernel, .. }) => {
                        let kernel = ident(kernel);
                        let domain = compiled.joint.graph.shape(node.operands[0]);
                        let (operands, closure) = loop_over(block, &node.operands, domain, None);
                        quote!(kernels::#kernel(#out, #operands, #(#attributes,)* #store, #closure);)
                    }
                    Some(Lowering::Kernel { kernel } | Lowering::Losses { kernel } | Lowering::Product { kernel }) => {
                        let kernel = ident(kernel);
                        let operands: Vec<TokenStream> = node
                            .operands
                            .iter()
                            .map(|&operand| self.source(compiled, function, operand, block))
                            .collect();
                        let more = node.operation().map(|operation| operation.shape.arguments) == Some(Arguments::More);
                        let operands = if more { vec![quote!((#(#operands),*))] } else { operands };
                        quote!(kernels::#kernel(#out, #(#operands,)* #(#attributes,)* #store);)
                    }
                    // An elementwise value is computed by a loop.
                    Some(Lowering::Elementwise(_)) | None => TokenStream::new(),
                }
            }
            Action::Loop(_) | Action::Terms(_) => {
                let terms = match &step.action {
                    Action::Terms(terms) => terms.as_slice(),
                    Action::Loop(id) => std::slice::from_ref(id),
                    _ => &[],
                };
                let (operands, closure) = loop_over(block, terms, domain, None);
                if own.is_some() {
                    quote!(kernels::update(#out, #operands, #closure);)
                } else if Self::descends(compiled, function, step) {
                    quote!(kernels::add_scaled(#out, #operands, -learning_rate, #closure);)
                } else {
                    match Self::stored(function, step) {
                        Store::Set => quote!(kernels::map(#out, #operands, #closure);),
                        Store::Add => quote!(kernels::add(#out, #operands, #closure);),
                        Store::Caller => quote!(kernels::map_with(#out, #operands, store, #closure);),
                    }
                }
            }
            Action::Update(id, current) => {
                let (operands, closure) = loop_over(block, &[*id], domain, Some(*current));
                quote!(kernels::update(#out, #operands, #closure);)
            }
        }
    }

    /// What a kernel computes, and where it leaves it: of a sum of losses that are not stored, the losses, in the sum. Elsewhere they may
    /// go to a variable, which a generic argument would take away.
    fn added_up(compiled: Compiled<'_>, id: NodeId, out: TokenStream, block: &mut Block) -> (NodeId, TokenStream) {
        match added_up(&compiled.joint.graph, id) {
            Some((losses, total)) if !compiled.plan.is_stored[losses.index()] => {
                block.imports.insert(total);
                let total = ident(total);
                (losses, quote!(#total(#out)))
            }
            _ if is_variable(&out) && matches!(lowering(compiled, id), Some(Lowering::Losses { .. })) => {
                (id, quote!(&mut *#out))
            }
            _ => (id, out),
        }
    }

    /// How a step's result gets to its place: steps of training don't add to what a caller has.
    fn stored(function: Function, step: &Step) -> Store {
        match (function, step.store) {
            (Function::Descend | Function::Fused, Store::Caller) => Store::Set,
            (_, store) => store,
        }
    }

    /// An operation's attributes, as arguments of its kernel.
    fn attributes(&self, kind: &Kind) -> Vec<TokenStream> {
        match kind {
            Kind::Apply { operation, attributes } => {
                let sizes = operation.shape.arguments.sizes();
                let is_passed = |index: usize| sizes.get(index).is_none_or(|size| size.role == Role::Offset);
                let passed = attributes.iter().enumerate().filter(|(index, _)| is_passed(*index));
                passed
                    .map(|(_, attribute)| match attribute {
                        Argument::Number(number) => self.number(number.0).0,
                        Argument::Size(size) => size.to_token_stream(),
                    })
                    .collect()
            }
            Kind::Leaf(_) | Kind::Constant(_) | Kind::Foreign(_) => Vec::new(),
        }
    }

    /// The shape of what a step writes.
    pub fn target_shape<'s>(&'s self, compiled: Compiled<'s>, step: &Step) -> &'s Shape {
        match step.target {
            Target::Value(id) => compiled.joint.graph.shape(id),
            Target::Gradient(index) => &self.program.parameters[index].shape,
            Target::Update(index) => &self.program.states[index].shape,
            Target::InputGradient(index) => &self.program.inputs[index].shape,
        }
    }

    /// What a loop over a matrix of the shape `domain` reads: whole matrices, or what is repeated over it.
    pub fn operands(
        &self,
        compiled: Compiled<'_>,
        function: Function,
        domain: &Shape,
        reads: &[NodeId],
        block: &mut Block,
    ) -> TokenStream {
        let mut operands = Vec::with_capacity(reads.len());
        for &read in reads {
            let matrix = self.source(compiled, function, read, block);
            let shape = compiled.joint.graph.shape(read);
            let virtually = match compiled.plan.place(read) {
                Some(Place::Outside(Leaf::Labels(_))) => Some("OneHot"),
                Some(Place::Outside(Leaf::Hyper(_))) => Some("Value"),
                _ => None,
            };
            let repeated = virtually.or_else(|| match (shape.rows == domain.rows, shape.columns == domain.columns) {
                (true, true) => None,
                (false, true) => Some("Row"),
                (true, false) => Some("Column"),
                (false, false) => Some("Single"),
            });
            operands.push(match repeated {
                None => matrix,
                Some(wrapper) => {
                    block.imports.insert(wrapper);
                    let wrapper = ident(wrapper);
                    quote!(#wrapper(#matrix))
                }
            });
        }
        match operands.as_slice() {
            [operand] => operand.clone(),
            operands => quote!((#(#operands),*)),
        }
    }

    /// A stored value, as a reference.
    fn source(&self, compiled: Compiled<'_>, function: Function, id: NodeId, block: &mut Block) -> TokenStream {
        match compiled.plan.place(id) {
            Some(Place::Outside(Leaf::Input(index) | Leaf::Labels(index) | Leaf::Hyper(index))) => {
                block.uses_inputs = true;
                let name = &self.program.inputs[index].name;
                if function == Function::Predict { quote!(#name) } else { quote!(inputs.#name) }
            }
            Some(Place::Outside(Leaf::Parameter(index))) => {
                block.uses_parameters = true;
                let name = self.parameter(index);
                quote!(&params.#name)
            }
            Some(Place::Outside(Leaf::State(index))) => {
                let name = self.state(index);
                if function == Function::Predict {
                    quote!(&state.#name)
                } else {
                    block.uses_inputs = true;
                    quote!(&inputs.state.#name)
                }
            }
            Some(Place::Outside(Leaf::Adjoint(index))) => {
                block.uses_adjoints = true;
                let name = &self.program.outputs[index].name;
                quote!(adjoints.#name)
            }
            Some(Place::Slot(slot)) if function == Function::Inspect => {
                let variable = Self::inspected_variable(compiled, slot);
                quote!(&*#variable)
            }
            Some(Place::Slot(slot)) => {
                let storage = Self::storage(compiled, function, slot);
                match Self::variable(compiled, slot) {
                    None => quote!(&#storage),
                    Some(variable) if block.written.contains(&slot) => quote!(&*#variable),
                    Some(variable) => {
                        if block.bound.insert(slot) {
                            let value = Self::reused(compiled, slot, &storage, false, block);
                            block.bindings.push(quote!(let #variable = #value;));
                        }
                        quote!(#variable)
                    }
                }
            }
            Some(Place::Gradient(index)) => {
                let name = self.parameter(index);
                quote!(&grads.#name)
            }
            // A mask has a slot of its own.
            Some(Place::Outside(Leaf::Mask { .. })) | None => TokenStream::new(),
        }
    }

    /// Where a step writes, as a mutable reference.
    fn destination(&self, compiled: Compiled<'_>, function: Function, place: Place, block: &mut Block) -> TokenStream {
        match place {
            Place::Slot(slot) if function == Function::Inspect => {
                let variable = Self::inspected_variable(compiled, slot);
                quote!(&mut *#variable)
            }
            Place::Slot(slot) => {
                let storage = Self::storage(compiled, function, slot);
                let Some(variable) = Self::variable(compiled, slot) else { return quote!(&mut #storage) };
                if block.written.insert(slot) {
                    let value = Self::reused(compiled, slot, &storage, true, block);
                    block.bindings.push(quote!(let #variable = #value;));
                }
                quote!(#variable)
            }
            Place::Gradient(index) if matches!(function, Function::Descend | Function::Fused) => {
                match Self::kept_gradient(compiled, index) {
                    Some(slot) => Self::reused(compiled, slot, &Self::storage(compiled, function, slot), true, block),
                    None if function == Function::Fused => {
                        let name = self.gradient_name(compiled, index);
                        if block.gradients.insert(index) {
                            let Shape { rows, columns } = &self.program.parameters[index].shape;
                            block.bindings.push(quote!(let #name = room.matrix::<#rows, #columns>();));
                        }
                        quote!(#name)
                    }
                    None => {
                        let name = self.parameter(index);
                        quote!(&mut params.#name)
                    }
                }
            }
            Place::Gradient(index) => {
                let name = self.parameter(index);
                quote!(&mut grads.#name)
            }
            // What comes from outside is never written.
            Place::Outside(_) => TokenStream::new(),
        }
    }
}

/// Slots in the workspace. What has given its buffer the name is that field; what shares the buffer is a variable of its
/// own name, borrowed for as long as it is in use, so that rustc checks that no two of them are.
impl Emission<'_> {
    /// The field of a slot's buffer.
    pub fn storage(compiled: Compiled<'_>, function: Function, slot: usize) -> TokenStream {
        let field = format_ident!("{}", compiled.plan.buffer(slot).name);
        match function {
            Function::Forward | Function::Predict => quote!(self.#field),
            Function::Backward | Function::Inspect | Function::Descend | Function::Fused => quote!(tape.#field),
        }
    }

    /// The variable that stands for a slot; `None` for what is a field itself.
    fn variable(compiled: Compiled<'_>, slot: usize) -> Option<Ident> {
        /// What generated functions call their arguments.
        const ARGUMENTS: [&str; 12] = [
            "room",
            "optimizer",
            "tape",
            "params",
            "inputs",
            "adjoints",
            "grads",
            "store",
            "state",
            "loss",
            "step",
            "learning_rate",
        ];
        let (buffer, slot) = (compiled.plan.buffer(slot), &compiled.plan.slots[slot]);
        if slot.name == buffer.name && slot.shape == buffer.shape {
            return None;
        }
        let mut name = slot.name.clone();
        while ARGUMENTS.contains(&name.as_str()) || name != slot.name && compiled.plan.names.contains(&name) {
            name.push('_');
        }
        Some(format_ident!("{name}"))
    }

    /// A reference to a slot in its buffer.
    pub fn reused(
        compiled: Compiled<'_>,
        slot: usize,
        storage: &TokenStream,
        is_mutable: bool,
        block: &mut Block,
    ) -> TokenStream {
        let Shape { rows, columns } = &compiled.plan.slots[slot].shape;
        if compiled.plan.slots[slot].shape == compiled.plan.buffer(slot).shape {
            return if is_mutable { quote!(&mut #storage) } else { quote!(&#storage) };
        }
        block.uses_reuse = true;
        let method = ident(if is_mutable { "reuse_mut" } else { "reuse" });
        quote!(#storage.#method::<#rows, #columns>())
    }

    /// A slot of the workspace `owner`, as a reference of a type that is known where it is used.
    pub fn slot_reference(&self, compiled: Compiled<'_>, owner: &TokenStream, slot: usize) -> TokenStream {
        let (keisan, field) = (&self.keisan, format_ident!("{}", compiled.plan.buffer(slot).name));
        if compiled.plan.slots[slot].shape == compiled.plan.buffer(slot).shape {
            quote!(&#owner.#field)
        } else {
            quote!(#keisan::plain::Reuse::reuse(&#owner.#field))
        }
    }
}

impl Block {
    /// A step goes down a gradient.
    fn descends(&mut self) {
        self.stores.insert("AddScaled");
    }

    /// Whether a step goes down a gradient.
    pub fn is_descending(&self) -> bool {
        self.stores.contains("AddScaled")
    }

    pub fn store(&mut self, store: Store) -> TokenStream {
        match store {
            Store::Caller => quote!(store),
            Store::Set => {
                self.stores.insert("Set");
                quote!(Set)
            }
            Store::Add => {
                self.stores.insert("Add");
                quote!(Add)
            }
        }
    }
}

fn has_long_numbers(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Literal(literal) => literal.to_string().len() > 4,
        TokenTree::Group(group) => has_long_numbers(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) => false,
    })
}

pub fn mentions(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => mentions(&group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
