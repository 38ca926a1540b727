use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn twice(v) {
            v @ v
        }
        input x: [B, 4];
        input z: [B, 4];
        output a = twice(x) + twice(x);
        output b = twice(z);
    }
}

fn main() {}
