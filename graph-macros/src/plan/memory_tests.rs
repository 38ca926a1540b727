//! No value is overwritten while it is still needed, and little storage lies idle.
//!
//! What is checked is recomputed from the steps alone: once by running them with names for values, so that each read has
//! to find the value that it means, and once by intervals. The table in `docs/memory.md` is made here.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use proc_macro2::TokenStream;

use super::{Action, Place, Plan, Slot, Step, Store, Target};
use crate::differentiate::joint::Joint;
use crate::graph::dimension::{Dim, Sum};
use crate::graph::program::Program;
use crate::graph::shape::Shape;
use crate::graph::{Leaf, NodeId};
use crate::testing;

/// What is wrong, if anything is.
type Checked = Result<(), String>;

fn check(holds: bool, mistake: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(mistake()) }
}

/// A planned graph.
struct Planned {
    program: Program,
    joint: Joint,
    plan: Plan,
    prediction: Option<(Joint, Plan)>,
}

impl Planned {
    fn new(source: &str) -> Self {
        let program = testing::program(source);
        let joint = testing::joint(&program);
        let mut plan = Plan::new(&program, &joint);
        let prediction = Joint::prediction(&program).map(|joint| {
            let mut prediction = Plan::new(&program, &joint);
            plan.share_workspace(&mut prediction);
            (joint, prediction)
        });
        Planned { program, joint, plan, prediction }
    }

    /// Checks everything that the plan promises.
    fn check(&self) {
        let checks =
            [self.run_passes(), self.run_descent(), self.run_predict(), self.check_intervals(), self.check_sizes()];
        let mistakes: Vec<String> = checks.into_iter().filter_map(Result::err).collect();
        assert!(mistakes.is_empty(), "{mistakes:#?}\n{}", self.plan.text(&self.program, &self.joint));
    }

    /// Both passes, then `update`: every read finds what it means, and every result is there when it is read.
    fn run_passes(&self) -> Checked {
        let mut memory = Memory::new(&self.plan);
        memory.run(&self.plan.forward)?;
        for result in self.joint.results() {
            memory.read(result).map_err(|mistake| format!("between the passes, {mistake}"))?;
        }
        memory.run(&self.plan.backward)?;
        for &(input, place) in &self.plan.input_gradients {
            let gradients = self.joint.gradients.iter().filter(|gradient| gradient.of == Leaf::Input(input));
            let of_value = gradients.map(|gradient| Target::Value(gradient.node));
            memory.expect(place, of_value.chain([Target::InputGradient(input)]))?;
        }
        let declared = self.program.updates.iter().zip(&self.joint.updates);
        for (&(state, place), (_, &node)) in self.plan.updates.iter().zip(declared) {
            memory.expect(place, [Target::Value(node), Target::Update(state)])?;
        }
        Ok(())
    }

    /// The backward pass with every gradient taken off its parameter at once: no parameter is read that has changed.
    fn run_descent(&self) -> Checked {
        let is_kept = |parameter| self.plan.kept_gradients.iter().any(|&(kept, _)| kept == parameter);
        let mut changed: Vec<bool> = vec![false; self.program.parameters.len()];
        for step in &self.plan.backward {
            let target = match step.place {
                Place::Gradient(parameter) if !is_kept(parameter) => Some(parameter),
                _ => None,
            };
            for read in step.all_reads() {
                let Some(Place::Outside(Leaf::Parameter(parameter))) = self.plan.place(read) else { continue };
                let name = || format!("parameter {parameter} is read when it has changed");
                check(!changed[parameter], name)?;
                let is_a_loop = matches!(step.action, Action::Loop(_) | Action::Terms(_));
                check(is_a_loop || target != Some(parameter), name)?;
            }
            if let (Some(parameter), true) = (target, step.action != Action::Zero) {
                changed[parameter] = true;
            }
        }
        Ok(())
    }

    /// `predict`, which leaves alone what `update` reads.
    fn run_predict(&self) -> Checked {
        let (joint, plan) = match &self.prediction {
            Some((joint, plan)) => (joint, plan),
            None => (&self.joint, &self.plan),
        };
        let steps: Vec<Step> =
            plan.forward.iter().filter(|step| self.prediction.is_some() || plan.is_predicted(step)).cloned().collect();
        let mut memory = Memory::new(plan);
        memory.run(&steps)?;
        for &output in &joint.outputs {
            memory.read(output).map_err(|mistake| format!("after `predict`, {mistake}"))?;
        }
        for &(_, place) in &self.plan.updates {
            let Place::Slot(slot) = place else { return Err("what a state becomes is elsewhere".to_owned()) };
            let buffer = self.plan.slots[slot].buffer;
            check(self.plan.buffers[buffer].slots == [slot], || "a state shares its buffer".to_owned())?;
            let is_there = self.prediction.is_none() || memory.contents[buffer].is_none();
            check(is_there, || "`predict` writes over a state".to_owned())?;
        }
        Ok(())
    }

    fn check_intervals(&self) -> Checked {
        let lifetimes = lifetimes(&self.plan, &self.joint);
        for buffer in &self.plan.buffers {
            let mut times: Vec<(usize, usize)> = buffer.slots.iter().map(|&slot| lifetimes[slot]).collect();
            times.sort_unstable();
            for pair in times.windows(2) {
                // A step may hand its place on to what it makes of the value that is there.
                let takes_over = pair[0].1 == pair[1].0 && self.updates_other_slot(pair[1].0);
                let is_sound = pair[0].1 < pair[1].0 || takes_over;
                check(is_sound, || format!("two slots are in {} at a time: {pair:?}", buffer.name))?;
            }
        }
        let in_buffers: usize = self.plan.buffers.iter().map(|buffer| buffer.slots.len()).sum();
        check(in_buffers == self.plan.slots.len(), || "a slot is in no buffer, or in two".to_owned())
    }

    /// Whether the step at that time updates a value of another slot, in the same buffer.
    fn updates_other_slot(&self, time: usize) -> bool {
        updated_slot(&self.plan, time)
            .is_some_and(|(from, to)| from != to && self.plan.slots[from].buffer == self.plan.slots[to].buffer)
    }

    /// No slot is larger than its buffer, whatever the const generics are: a batch of none, and of one, too.
    fn check_sizes(&self) -> Checked {
        let predicted = self.prediction.iter().flat_map(|(_, plan)| &plan.slots);
        for slot in self.plan.slots.iter().chain(predicted) {
            let buffer = &self.plan.buffers[slot.buffer];
            for (generic, constant) in [0, 1, 2, 5, 64].into_iter().flat_map(|b| [1, 2, 7, 100].map(|c| (b, c))) {
                let value = |dim: &Dim| if matches!(dim, Dim::Generic(_)) { generic } else { constant };
                let size = |shape: &Shape| elements(shape, &value);
                // A dimension that would be negative, or a quotient with a remainder, is no graph.
                let (Some(held), Some(room)) = (size(&slot.shape), size(&buffer.shape)) else { continue };
                let sizes = || format!("{} {} is in {} {}", slot.name, slot.shape, buffer.name, buffer.shape);
                check(held <= room, sizes)?;
            }
        }
        Ok(())
    }

    fn bytes(&self, value: &impl Fn(&Dim) -> usize) -> Bytes {
        let size = |shape: &Shape| 4 * elements(shape, value).expect("all dimensions are known");
        let of_slot = |slot: &Slot| size(&slot.shape);
        let plan = &self.plan;
        let predicted: usize = self
            .prediction
            .iter()
            .flat_map(|(_, plan)| &plan.slots)
            .map(|slot| of_slot(slot) * slot.values.len())
            .sum();
        let naive = plan.slots.iter().map(|slot| of_slot(slot) * slot.values.len().max(1)).sum::<usize>() + predicted;
        let planned = plan.buffers.iter().map(|buffer| size(&buffer.shape)).sum();

        let most_in_use = |plan: &Plan, joint: &Joint| {
            let lifetimes = lifetimes(plan, joint);
            let end = plan.forward.len() + plan.backward.len() + 1;
            let in_use_at = |time: usize| {
                // What is updated is counted once.
                let handed_on = updated_slot(plan, time).filter(|(from, to)| from != to).map(|(from, _)| from);
                let slots = plan.slots.iter().enumerate().zip(&lifetimes);
                let in_use =
                    slots.filter(|((slot, _), life)| (life.0..=life.1).contains(&time) && handed_on != Some(*slot));
                in_use.map(|((_, slot), _)| of_slot(slot)).sum()
            };
            (0..=end).map(in_use_at).max().unwrap_or(0_usize)
        };
        let in_predict = self.prediction.as_ref().map_or(0, |(joint, prediction)| {
            // What the states become is kept through it.
            let kept: usize = plan
                .updates
                .iter()
                .map(|(_, place)| match place {
                    Place::Slot(slot) => of_slot(&plan.slots[*slot]),
                    Place::Outside(_) | Place::Gradient(_) => 0,
                })
                .sum();
            most_in_use(prediction, joint) + kept
        });
        Bytes { naive, planned, bound: most_in_use(plan, &self.joint).max(in_predict) }
    }
}

/// Bytes of a workspace over `f32`.
struct Bytes {
    /// Every stored value in storage of its own.
    naive: usize,
    planned: usize,
    /// The largest set of values that are in use at the same time: no plan with these steps needs less.
    bound: usize,
}

/// What each buffer holds, by name, while steps are run.
struct Memory<'a> {
    plan: &'a Plan,
    contents: Vec<Option<Target>>,
    gradients: HashMap<usize, Target>,
    /// How many steps have still to write to what is there.
    unfinished: HashMap<String, usize>,
}

impl<'a> Memory<'a> {
    fn new(plan: &'a Plan) -> Self {
        Memory { plan, contents: vec![None; plan.buffers.len()], gradients: HashMap::new(), unfinished: HashMap::new() }
    }

    fn run(&mut self, steps: &[Step]) -> Checked {
        for step in steps {
            *self.unfinished.entry(format!("{:?}", step.target)).or_default() += 1;
        }
        for step in steps {
            self.step(step).map_err(|mistake| format!("{mistake}: {step:?}"))?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Checked {
        for &read in &step.reads {
            self.read(read)?;
            let is_written = self.plan.place(read).is_some_and(|place| self.cell(place) == self.cell(step.place));
            check(!is_written, || "what is read is written".to_owned())?;
        }
        let there = self.there(step.place);
        let goes_on = || there == Some(step.target);
        match (&step.action, step.store) {
            (Action::Update(_, current), _) => {
                let is_current = there == Some(Target::Value(*current)) || goes_on();
                check(is_current, || format!("{there:?} is updated"))?;
            }
            (_, Store::Add) => check(goes_on(), || format!("something is added to {there:?}"))?,
            (_, Store::Set | Store::Caller) => {}
        }
        if let (Place::Slot(slot), Target::Value(id)) = (step.place, step.target) {
            check(self.plan.slots[slot].values.contains(&id), || "the slot is for other values".to_owned())?;
        }
        match step.place {
            Place::Slot(slot) => self.contents[self.plan.slots[slot].buffer] = Some(step.target),
            Place::Gradient(index) => {
                self.gradients.insert(index, step.target);
            }
            Place::Outside(_) => return Err("what comes from outside is written".to_owned()),
        }
        *self.unfinished.entry(format!("{:?}", step.target)).or_default() -= 1;
        Ok(())
    }

    /// Where something is: a buffer, or a gradient.
    fn cell(&self, place: Place) -> (Option<usize>, Place) {
        match place {
            Place::Slot(slot) => (Some(self.plan.slots[slot].buffer), Place::Slot(0)),
            Place::Gradient(_) | Place::Outside(_) => (None, place),
        }
    }

    fn there(&self, place: Place) -> Option<Target> {
        match place {
            Place::Slot(slot) => self.contents[self.plan.slots[slot].buffer],
            Place::Gradient(index) => self.gradients.get(&index).copied(),
            Place::Outside(_) => None,
        }
    }

    fn read(&self, id: NodeId) -> Checked {
        match self.plan.place(id) {
            Some(Place::Outside(_)) | None => Ok(()),
            Some(place) => self.expect(place, [Target::Value(id)]),
        }
    }

    /// One of the targets is there, and complete.
    fn expect(&self, place: Place, targets: impl IntoIterator<Item = Target>) -> Checked {
        let targets: Vec<Target> = targets.into_iter().collect();
        let there = self.there(place);
        let is_meant = there.is_some_and(|there| targets.contains(&there));
        check(is_meant, || format!("{there:?} is where {targets:?} should be"))?;
        let unfinished = there.and_then(|there| self.unfinished.get(&format!("{there:?}")));
        check(unfinished == Some(&0), || format!("{there:?} is read half done"))
    }
}

/// The first and the last time at which each slot is in use; the passes meet at a time of their own.
fn lifetimes(plan: &Plan, joint: &Joint) -> Vec<(usize, usize)> {
    let meeting = plan.forward.len();
    let end = meeting + plan.backward.len() + 1;
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); plan.slots.len()];
    for (time, step) in plan.forward.iter().enumerate().chain((meeting + 1..).zip(&plan.backward)) {
        let current = match step.action {
            Action::Update(_, current) => Some(current),
            _ => None,
        };
        let reads = step.reads.iter().copied().chain(current);
        let places = reads.filter_map(|read| plan.place(read)).chain([step.place]);
        for place in places {
            if let Place::Slot(slot) = place {
                uses[slot].push(time);
            }
        }
    }
    for &(parameter, slot) in &plan.kept_gradients {
        let writers = plan.backward.iter().enumerate().filter(|(_, step)| step.place == Place::Gradient(parameter));
        uses[slot].extend(writers.map(|(index, _)| meeting + 1 + index).chain([end]));
    }
    let kept = plan.updates.iter().flat_map(|&(_, place)| [(place, 0), (place, end)]);
    let after = plan.input_gradients.iter().map(|&(_, place)| (place, end));
    let between = joint.results().filter_map(|id| Some((plan.place(id)?, meeting)));
    for (place, time) in kept.chain(after).chain(between) {
        if let Place::Slot(slot) = place {
            uses[slot].push(time);
        }
    }
    let bounds = |times: &Vec<usize>| Some((*times.iter().min()?, *times.iter().max()?));
    uses.iter().map(|times| bounds(times).expect("no slot is useless")).collect()
}

/// The slot of the value that the step at that time updates, and the slot in which it leaves the result.
fn updated_slot(plan: &Plan, time: usize) -> Option<(usize, usize)> {
    let mut steps = plan.forward.iter().enumerate().chain((plan.forward.len() + 1..).zip(&plan.backward));
    let (_, step) = steps.find(|(at, _)| *at == time)?;
    match (&step.action, step.place) {
        (Action::Update(_, current), Place::Slot(to)) => match plan.place(*current) {
            Some(Place::Slot(from)) => Some((from, to)),
            _ => None,
        },
        _ => None,
    }
}

/// The number of elements for these values of const generics and constants.
fn elements(shape: &Shape, value: &impl Fn(&Dim) -> usize) -> Option<usize> {
    let known = |dim: &Dim| match dim {
        Dim::Generic(_) | Dim::Constant(_) => Some(Sum::of(&Dim::Literal(value(dim)))),
        _ => None,
    };
    match shape.elements()?.substituted(&known)?.into_dim() {
        Ok(Dim::Literal(size)) => Some(size),
        // A batch of none.
        Err(crate::graph::shape::NoDim::Zero) => Some(0),
        _ => None,
    }
}

/// The graphs of a Rust file, with its constants.
fn graphs_of(path: &Path) -> (Vec<String>, HashMap<String, usize>) {
    let file = syn::parse_file(&fs::read_to_string(path).expect("the file can be read")).expect("the file is Rust");
    let mut constants = HashMap::new();
    let mut graphs = Vec::new();
    for item in file.items {
        match item {
            syn::Item::Const(constant) => {
                if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(value), .. }) = *constant.expr {
                    constants.insert(constant.ident.to_string(), value.base10_parse().unwrap_or(0));
                }
            }
            syn::Item::Macro(call) if call.mac.path.is_ident("graph") => graphs.push(with_layers(&call.mac.tokens)),
            _ => {}
        }
    }
    (graphs, constants)
}

/// A block whose imports, if it has any, are the layers of the library.
fn with_layers(block: &TokenStream) -> String {
    let text = block.to_string();
    let Some((import, rest)) = text.strip_prefix("use keisan :: layers ::").and_then(|text| text.split_once(';'))
    else {
        return text;
    };
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src/layers.rs");
    let library = syn::parse_file(&fs::read_to_string(library).expect("the library can be read")).expect("it is Rust");
    let blocks = library.items.into_iter().filter_map(|item| match item {
        syn::Item::Macro(call) if call.mac.path.is_ident("graph") => Some(call.mac.tokens),
        _ => None,
    });
    let layers: Vec<_> = blocks.flat_map(testing::layers).collect();
    let names = import.trim_matches(['{', '}', ' ']).split(',').map(str::trim).filter(|name| !name.is_empty());
    let mut source = String::new();
    for name in names {
        let (_, contents) = layers.iter().find(|(layer, _)| layer == name).expect("the library has the layer");
        let _ = write!(source, "@import {name} {{ {contents} }} ");
    }
    source + rest
}

/// Whether a graph is one: a block may hold nothing but layers.
fn has_graph(source: &str) -> bool {
    source.split_whitespace().any(|word| word == "graph")
}

fn examples() -> Vec<(String, Planned, HashMap<String, usize>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let (_, data) = graphs_of(&folder.join("support/digits.rs"));
    let mut examples = Vec::new();
    for name in ["xor", "seed_mlp", "regression", "spiral", "digits", "letters"] {
        let (graphs, mut constants) = graphs_of(&folder.join(format!("{name}.rs")));
        constants.extend(data.clone());
        for graph in graphs.into_iter().filter(|graph| has_graph(graph)) {
            examples.push((name.to_owned(), Planned::new(&graph), constants.clone()));
        }
    }
    examples
}

/// The networks by which speed is measured: widths, and the batch.
const MEASURED: &[(&str, &[usize], usize)] = &[
    ("2-8-2", &[2, 8, 2], 4),
    ("64-64-10", &[64, 64, 10], 32),
    ("784-128-10", &[784, 128, 10], 32),
    ("784-512-256-10", &[784, 512, 256, 10], 128),
    ("1024-1024-1024-10", &[1024, 1024, 1024, 10], 256),
];

/// A multilayer perceptron with relu, softmax and cross-entropy.
fn perceptron(widths: &[usize]) -> String {
    let last = widths.len() - 1;
    let mut source = format!(
        "graph Perceptron<const B: usize> {{ input x: [B, {}]; target y: [B, {}]; let h0 = x;",
        widths[0], widths[last]
    );
    for (layer, pair) in (1..).zip(widths.windows(2)) {
        let (from, to) = (pair[0], pair[1]);
        let product = format!("h{} @ w{layer} + b{layer}", layer - 1);
        let value = if layer == last { product } else { format!("relu({product})") };
        let _ = write!(source, "param w{layer}: [{from}, {to}] = zeros; param b{layer}: [{to}] = zeros;");
        let _ = write!(source, "let h{layer} = {value};");
    }
    let _ = write!(source, "output probs = softmax(h{last}); loss = mean(cross_entropy(probs, y)); }}");
    source
}

#[test]
fn every_value_of_the_cases_is_there_when_it_is_read() {
    let mut checked = 0;
    for stage in ["lower", "fuse", "simplify", "plan", "expand", "differentiate"] {
        for path in testing::cases(stage) {
            Planned::new(&testing::read(&path).0).check();
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
}

#[test]
fn every_value_of_the_examples_is_there_when_it_is_read() {
    for (_, planned, _) in examples() {
        planned.check();
    }
    for (_, widths, _) in MEASURED {
        Planned::new(&perceptron(widths)).check();
    }
}

/// A graph of random statements: numbers from a fixed sequence choose operations, operands and shapes.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's multiplier; the high bits are the random ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    fn graph(&mut self) -> String {
        const WIDTHS: [&str; 4] = ["2", "3", "8", "W"];
        let mut source = String::from(
            "graph Random<const B: usize> { #[grad] input x: [B, 3]; input z: [B, 8]; state s: [3] = zeros; \
             let v0 = x + s; let v1 = z * 2;",
        );
        let mut values = vec![("v0".to_owned(), "3"), ("v1".to_owned(), "8")];
        let mut unused = vec![true, true];
        for index in 2..4 + self.below(30) {
            let (a, b) = (self.below(values.len()), self.below(values.len()));
            let (name, width) = values[a].clone();
            let (other, other_width) = values[b].clone();
            let (expression, width) = match self.below(9) {
                0 => (format!("tanh({name})"), width),
                1 => (format!("relu({name} - sum_cols({name}))"), width),
                2 => (format!("softmax({name})"), width),
                3 => (format!("{name} * exp(-square({name}))"), width),
                4 => (format!("dropout({name}, 0.5)"), width),
                5 if width == other_width => (format!("{name} * {other} + {name}"), width),
                5 | 6 => (format!("sum_cols({other}) * {name}"), width),
                _ => {
                    let wide = WIDTHS[self.below(WIDTHS.len())];
                    let _ = write!(source, "param w{index}: [{width}, {wide}] = zeros;");
                    (format!("{name} @ w{index}"), wide)
                }
            };
            unused[a] = false;
            if expression.contains(&format!("{other})")) || expression.contains(&format!("{other} +")) {
                unused[b] = false;
            }
            let declaration = if self.below(6) == 0 { "output" } else { "let" };
            let _ = write!(source, "{declaration} v{index} = {expression};");
            values.push((format!("v{index}"), width));
            unused.push(true);
        }
        let terms = values.iter().zip(&unused).filter(|(_, unused)| **unused);
        let terms: Vec<String> = terms.map(|((name, _), _)| format!("mean(square({name}))")).collect();
        let _ = write!(source, "update s = s * 0.9 + mean_rows(v0); loss = mean(x) + {}; }}", terms.join(" + "));
        source
    }
}

#[test]
fn every_value_of_random_graphs_is_there_when_it_is_read() {
    let mut random = Random(1);
    let mut ratios: Vec<usize> = Vec::new();
    for _ in 0..300 {
        let source = random.graph();
        let planned = Planned::new(&source);
        planned.check();
        let Bytes { naive, planned, bound } = planned.bytes(&|_| 16);
        assert!(bound <= planned && planned <= naive, "{source}");
        ratios.push(planned * 100 / bound);
    }
    ratios.sort_unstable();
    // What `docs/memory.md` says, in percent.
    assert!(ratios[150] <= 101 && ratios[270] <= 111, "{ratios:?}");
}

/// A plan that puts two values in one place at a time is found out.
#[test]
fn a_wrong_plan_is_found_out() {
    let source = perceptron(&[3, 4, 5, 2]);
    let count = Planned::new(&source).plan.slots.len();
    let mut wrong = 0;
    for from in 0..count {
        for to in 0..count {
            let mut planned = Planned::new(&source);
            let lifetimes = lifetimes(&planned.plan, &planned.joint);
            let (buffer, old) = (planned.plan.slots[to].buffer, planned.plan.slots[from].buffer);
            let meets = planned.plan.buffers[buffer].slots.iter().any(|&other| {
                other != from && lifetimes[other].0 <= lifetimes[from].1 && lifetimes[from].0 <= lifetimes[other].1
            });
            if old == buffer || !meets {
                continue;
            }
            wrong += 1;
            planned.plan.slots[from].buffer = buffer;
            planned.plan.buffers[old].slots.retain(|&slot| slot != from);
            planned.plan.buffers[buffer].slots.push(from);
            assert!(planned.check_intervals().is_err(), "{from} in the buffer of {to}");
            assert!(planned.run_passes().is_err(), "{from} in the buffer of {to}");
        }
    }
    assert!(wrong > 20, "{wrong}");
}

const BEGINNING: &str = "<!-- made by `KEISAN_BLESS=1 cargo test -p keisan-macros memory` -->\n";
const END: &str = "<!-- end -->\n";

#[test]
fn the_table_of_memory_is_todays() {
    let mut table = String::from(
        "| graph | batch | each value by itself | planned | largest set in use | planned / largest set |\n|---|---|---|---|---|---|\n",
    );
    let mut row = |title: String, batch: usize, bytes: &Bytes| {
        // A buffer holds one value at a time: in a graph of a few columns one column can already make the difference.
        assert!(
            bytes.planned * 10 <= bytes.bound * 11,
            "{title}: {} bytes where {} might do",
            bytes.planned,
            bytes.bound
        );
        #[expect(clippy::cast_precision_loss, reason = "a few kilobytes")]
        let ratio = bytes.planned as f64 / bytes.bound as f64;
        let Bytes { naive, planned, bound } = bytes;
        let _ = writeln!(table, "| {title} | {batch} | {naive} | {planned} | {bound} | {ratio:.3} |");
    };
    for (file, planned, constants) in examples() {
        let value = |dim: &Dim| match dim {
            Dim::Generic(_) => 32,
            _ => constants[&dim.to_string()],
        };
        row(format!("`{}` of `{file}.rs`", planned.program.name), 32, &planned.bytes(&value));
    }
    for &(title, widths, batch) in MEASURED {
        row(format!("perceptron {title}"), batch, &Planned::new(&perceptron(widths)).bytes(&|_| batch));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/memory.md");
    let text = fs::read_to_string(&path).expect("the page is there");
    let (before, rest) = text.split_once(BEGINNING).expect("the table begins");
    let (found, after) = rest.split_once(END).expect("the table ends");
    if env::var_os("KEISAN_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGINNING}{table}{END}{after}")).expect("the page can be written");
    } else {
        assert_eq!(found, table);
    }
}
