use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        input s: scalar;
        output h = powf(x, s);
    }
}

fn main() {}
