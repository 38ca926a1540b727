use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense(v: [_, 4]) { v / 2 }
        input x: [_, 4];
        output y = dense(x);
    }
}

fn main() {}
