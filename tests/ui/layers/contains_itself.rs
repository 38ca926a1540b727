use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Deep<C>(x) {
            layer inner = Deep<C>;
            inner(x)
        }
        input x: [B, 32];
        layer l1 = Deep<32>;
        output y = l1(x);
    }
}

fn main() {}
