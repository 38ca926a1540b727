use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn ping(v) { pong(v) }
        fn pong(v) { table(v) }
        fn table(v) { ping(v) }
        input x: [B, 4];
        output y = ping(x);
    }
}

fn main() {}
