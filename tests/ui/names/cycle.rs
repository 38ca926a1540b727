use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let a = b + x;
        let b = a + x;
        output b;
    }
}

fn main() {}
