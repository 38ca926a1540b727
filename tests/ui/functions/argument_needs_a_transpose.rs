use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense(v: [4, _]) { v / 8 }
        input x: [B, 4];
        output y = dense(x);
    }
}

fn main() {}
