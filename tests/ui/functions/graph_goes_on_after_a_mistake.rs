use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn broken(v) { v ** 2 }
        fn swish(v) { v * sigmoid(v) }
        input x: [B, 4];
        let h = swish(broken(x));
        output y = h @ x;
        output z = swish(x) @ swish(x);
    }
}

fn main() {}
