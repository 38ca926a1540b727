use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output h = hardtanh(x, 1, 0);
    }
}

fn main() {}
