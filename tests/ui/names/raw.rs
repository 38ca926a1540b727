use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input r#type: [B, 4];
        output h = relu(r#type);
    }
}

fn main() {}
