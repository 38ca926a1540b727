use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn twice(v) {
            let squared = v @ v;
            relu(squared)
        }
        input x: [B, 4];
        let h = relu(x);
        output y = twice(h);
    }
}

fn main() {}
