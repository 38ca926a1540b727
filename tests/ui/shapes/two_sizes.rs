use keisan::graph;

graph! {
    pub graph G<const A: usize, const B: usize> {
        input x: [B, 4];
        input y: [A, 4];
        output h = x / y;
    }
}

fn main() {}
