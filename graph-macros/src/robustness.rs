//! No input makes the macro panic, and whatever comes out is Rust: random tokens, and sound graphs with tokens left
//! out, doubled, exchanged, replaced or wrapped. The random numbers are the same in every run.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::pipeline;

/// Graphs that between them take the compiler through all its stages.
const SOUND: &[&str] = &[
    "/// A classifier.
    pub graph Digits<const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w1: [64, 32] = he_normal;
        param b1: [32] = zeros;
        param w2: [32, 10] = xavier_uniform;
        param b2: [10] = uniform(-0.1, 0.1);
        let h: [B, 32] = relu(x @ w1 + b1);
        output probs = softmax(h @ w2 + b2);
        loss = mean(cross_entropy(probs, y));
    }",
    "graph Square<T, const N: usize> {
        #[grad] input a: [N, N];
        #[grad] input b: [N, N];
        #[frozen] param c: [N, N] = ones;
        param s: scalar = constant(2);
        let d = (a @ b.T - c) * s / 2 + -a;
        let e = tanh(d) @ sigmoid(a.T) + leaky_relu(b, 0.1) * gelu(d);
        output f = sum_rows(e) + sum_cols(e) * log_softmax(d);
        output d;
        loss = mse(e, a) + sum(softplus(f)) / 1e3 + mean(square(detach(d)));
    }",
    "pub(crate) graph Features {
        input x: [WIDTH, 1];
        input v: [1, config::HEIGHT];
        param w: [WIDTH, config::HEIGHT] = normal(0, 1);
        let outer = x @ v * w;
        output stretched = exp(x) + ln(1 + square(v)) + sqrt(outer) - silu(outer);
        output elu_of_it = elu(stretched);
    }",
    "@import Scaled { @import Inner { fn inner(v) { v } } /// Docs.\n layer Scaled(x) { param s: [crate::N] = ones; Inner(x) * s } }
    fn swish(v) { let s = sigmoid(v); v * s }
    layer Dense<I, O>(x: [_, I]) -> [_, O] {
        param w: [I, O] = he_normal;
        #[frozen] param b: [O] = zeros;
        x @ w + b
    }
    graph Layers<T, const B: usize> {
        input x: [B, 4];
        layer l1 = Dense<4, 3>;
        layer l2 = Block<3>;
        layer l3 = Scaled;
        let (h, s) = l2(l1(x), 0.1);
        output y = l3(mixed(h, s)) + l1(x);
        loss = mean(swish(y));
        fn mixed<N, C>(a: [N, C], b: [_, C]) -> [N, C] { swish(a - b) }
    }
    pub layer Block<C>(x, slope) {
        layer inner = Dense<C, C>;
        let h = leaky_relu(inner(x), slope);
        (h, inner(h))
    }",
    "use keisan::layers::BatchNorm;
    graph Normed<T, const B: usize> {
        input x: [B, 4];
        state h: [4] = constant(0.5);
        layer norm = Centred<4>;
        layer Centred<C>(v) { state m: [C] = zeros; update m = 0.9 * m + 0.1 * mean_rows(v); v - in_training(mean_rows(v), m) }
        param w: [4, 4] = he_normal;
        output y = dropout(norm(x @ w), 0.2) + h;
        update h = mean_rows(y);
        loss = mean(y);
    }",
    "graph Foreign<T, const B: usize> {
        extern fn clip(a: [R, C], b: [C]) -> [R, C] = ops::forward, ops::d_a, _;
        input x: [B, 3];
        param w: [3, 3] = zeros;
        let h = clip(x @ w, sum_rows(w));
        output y = custom_gradient(clip(h, sum_rows(h)), h);
        loss = sum(square(y)) + sum(clip(w, sum_rows(w)));
    }",
    "graph Words<T, const B: usize> {
        labels word: [B] in WORDS;
        labels y: [B] in 2 * (WORDS + 1) - 4 / 2;
        hyper rate: scalar;
        param table: [WORDS, WIDTH / 2] = normal(0, 1);
        param w: [WIDTH / 2, 2 * WORDS] = xavier_uniform;
        output h = embedding(table, word) @ w * rate;
        loss = mean(cross_entropy(softmax(h), y)) + sum(gather(h, y)) + rate * mean(one_hot(y) * h);
    }",
];

/// What takes the place of other tokens. Names and functions are there often, so that the outcome is sometimes sound.
const VOCABULARY: &str = "
    x y w1 b1 h probs a b c s d e f v w outer a b d x B N T relu tanh softmax sum mean mse cross_entropy detach exp
    swish Dense Block l1 l2 mixed inner fn layer return (h, s) <4, 3> -> [_, I] (v) (x, slope)
    extern clip ops::forward (a: [R, C]) [R, C] custom_gradient
    gather embedding one_hot labels hyper in (2 * WORDS) [WORDS] [WIDTH / 2, B - 1] word rate
    state update m BatchNorm Centred norm in_training dropout mean_rows y
    pub @import Dense { layer Dense(x) { x } } { fn swish(v) { v } } use
    graph input target param let output loss scalar zeros he_normal pub const where type fn if r#type _ Self é
    ; ; : , = + - * / @ . .T ** && == -> :: < > & | ! # ? 'a ~ $
    0 1 2 64 0.5 1e999 99999999999999999999 0x10 1.0f32 \"s\" 'c' true
    [B, 64] [N] [] [1, 2, 3] [[2]; 3] (a @ b) (x) () (x, y) { } {let h = x;} #[grad] #[frozen] #[doc = \"x\"] #[cfg(x)]
";

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).expect("below a usize")
    }

    fn pick(&mut self, tokens: &[TokenTree]) -> TokenTree {
        tokens[self.below(tokens.len())].clone()
    }
}

fn vocabulary() -> Vec<TokenTree> {
    tokens(VOCABULARY).into_iter().collect()
}

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("tokens")
}

/// Expands a block, which must give items of Rust; whether there are errors among them.
fn expand(block: &TokenStream) -> bool {
    let expansion = pipeline::expand(quote!(keisan), block.clone());
    let file = syn::parse2::<syn::File>(expansion.clone())
        .unwrap_or_else(|error| panic!("{error} in the expansion of\n{block}\n\n{expansion}"));
    // The macro of a layer has an error of its own, for those who call it.
    file.items.iter().any(|item| match item {
        syn::Item::Macro(item) => item.mac.path.segments.iter().any(|segment| segment.ident == "compile_error"),
        _ => false,
    })
}

/// Changes one place, at any depth.
fn mutate(stream: TokenStream, vocabulary: &[TokenTree], random: &mut Random) -> TokenStream {
    let mut trees: Vec<TokenTree> = stream.into_iter().collect();
    if trees.is_empty() {
        return random.pick(vocabulary).into();
    }
    let (here, there) = (random.below(trees.len()), random.below(trees.len()));
    if let TokenTree::Group(group) = &trees[here]
        && random.below(8) > 0
    {
        trees[here] = Group::new(group.delimiter(), mutate(group.stream(), vocabulary, random)).into();
        return trees.into_iter().collect();
    }
    match random.below(6) {
        0 => drop(trees.remove(here)),
        1 => trees.insert(here, trees[there].clone()),
        2 => trees.swap(here, there),
        3 => trees.insert(here, random.pick(vocabulary)),
        // As what another macro has passed on: in invisible parentheses.
        4 => trees[here] = Group::new(Delimiter::None, trees[here].clone().into()).into(),
        _ => trees[here] = random.pick(vocabulary),
    }
    trees.into_iter().collect()
}

#[test]
fn sound_graphs_are_sound() {
    for graph in SOUND {
        assert!(!expand(&tokens(graph)), "errors in {graph}");
    }
}

#[test]
fn random_tokens() {
    let vocabulary = vocabulary();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..1_000 {
        let length = random.below(30);
        let soup: TokenStream = (0..length).map(|_| random.pick(&vocabulary)).collect();
        let block = if round % 3 == 0 { soup } else { quote!(graph G<T, const B: usize> { #soup }) };
        expand(&block);
    }
}

#[test]
fn mutated_graphs() {
    let vocabulary = vocabulary();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut sound = 0;
    for round in 0..600 {
        let mut block = tokens(SOUND[round % SOUND.len()]);
        for _ in 0..=random.below(3) {
            block = mutate(block, &vocabulary, &mut random);
        }
        sound += usize::from(!expand(&block));
    }
    assert!(sound > 40, "only {sound} mutants got through all stages: make the mutations milder");
}

/// Whatever a later stage does with an expression, it does not recurse along a chain of operators.
#[test]
fn long_chains() {
    let chains = [
        "x".to_owned() + &" + x".repeat(1_000),
        "x".to_owned() + &" @ x".repeat(200),
        "- ".repeat(60) + "x" + &".T".repeat(60),
        "(".repeat(100) + "x" + &")".repeat(100),
        "relu(".repeat(100) + "x" + &")".repeat(100),
    ];
    for chain in chains {
        let block = format!("graph G {{ #[grad] input x: [2, 2]; output y = {chain}; loss = sum(y); }}");
        assert!(!expand(&tokens(&block)), "errors in {}", &chain[..20]);
    }
}
