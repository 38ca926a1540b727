use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        pub layer Scale(x) { param s: scalar = ones; x * s }
        layer l1 = Scale;
        output y = l1(x);
    }
}

fn main() {}
