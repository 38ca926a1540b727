use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        #[grad]
        input v: [B, 4];
        input x: [B, 4];
        output h = relu(v);
        loss = mean(x);
    }
}

fn main() {}
