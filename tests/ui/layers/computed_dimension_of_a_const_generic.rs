use keisan::graph;

graph! {
    layer Wide<C>(x: [_, C]) {
        param w: [C, 2 * C] = he_normal;
        x @ w
    }
    pub graph G<const B: usize, const H: usize> {
        input x: [B, H];
        layer l1 = Wide<H>;
        output y = l1(x);
    }
}

fn main() {}
