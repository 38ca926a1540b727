use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense(v: [_, 8]) { v / 8 }
        input x: [B, 4];
        output y = dense(relu(x));
    }
}

fn main() {}
